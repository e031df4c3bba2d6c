package org.slirp4j.runtime.http;

import org.jspecify.annotations.Nullable;

/**
 * A request and how its answer is to be framed.
 *
 * @param request what is asked; null when the answer is already there
 * @param answer the answer to what could not be understood
 * @param head whether only the head is wanted
 * @param chunked whether the client knows chunks: HTTP/1.1
 * @param keepAlive whether the connection stays
 */
record Exchange(
    @Nullable Request request,
    @Nullable Reply answer,
    boolean head,
    boolean chunked,
    boolean keepAlive) {
  static Exchange failed(Problem problem) {
    return new Exchange(null, problem.reply(), false, true, false);
  }
}
