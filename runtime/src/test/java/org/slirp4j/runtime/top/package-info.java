/** What people see of numbers. */
@NullMarked
package org.slirp4j.runtime.top;

import org.jspecify.annotations.NullMarked;
