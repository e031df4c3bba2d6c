/**
 * The C library, as far as this project calls it: one class per man-page group, and what an error
 * number means.
 *
 * <h2>Two ways to call, by what they cost</h2>
 *
 * JNA offers two bindings, and their prices are opposite (JDK 25 with an AOT cache, measured):
 *
 * <table>
 *   <caption>Price of a binding</caption>
 *   <tr><th></th><th>first use</th><th>each call</th></tr>
 *   <tr><td>by {@code Function}: {@link org.slirp4j.tapdev.libc.Libc}</td><td>7 ms</td>
 *       <td>6 µs cold, an array of boxes</td></tr>
 *   <tr><td>direct mapping: {@code Native.register}</td><td>18 ms</td>
 *       <td>0.4 µs, nothing allocated</td></tr>
 * </table>
 *
 * Start-up makes some forty calls and is counted in milliseconds, so all are bound the first way.
 * What traffic makes again and again, {@link org.slirp4j.tapdev.libc.MessageCalls}, socket(2) and
 * connect(2), is mapped directly as well, and goes over to that when {@link
 * org.slirp4j.tapdev.libc.Direct} has loaded it beside the first flow, which waits for nothing.
 * What happens for every frame goes through Netty's JNI and not through here.
 *
 * <h2>Rules</h2>
 *
 * <ul>
 *   <li>Arguments are primitives: {@code int} as in C, {@code long} for pointers, {@code size_t}
 *       and {@code unsigned long}. A pointer is a raw address, mostly of a {@link
 *       org.slirp4j.tapdev.libc.NativeBlock}.
 *   <li>A call returns what C returns: −1 on error, and then {@link
 *       org.slirp4j.tapdev.libc.Errno#last} is the reason, until the thread's next call.
 *   <li>Nothing here throws, retries or logs. Nothing else in the project binds the C library.
 * </ul>
 */
@NullMarked
package org.slirp4j.tapdev.libc;

import org.jspecify.annotations.NullMarked;
