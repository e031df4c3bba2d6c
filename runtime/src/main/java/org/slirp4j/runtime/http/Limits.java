package org.slirp4j.runtime.http;

import java.util.concurrent.TimeUnit;

/**
 * Bounds of a server.
 *
 * @param clients connections at once
 * @param streams of those, how many may be streams
 * @param lineBytes a request's first line
 * @param headBytes all of a request's header fields
 * @param bodyBytes a request's body
 * @param pipelined requests that wait behind the one that is being answered, per client
 * @param threads requests that are answered at once
 * @param queue requests that wait for a thread
 * @param stallNanos from a request's first byte to its last; and for a reply to be read
 * @param idleNanos without a request
 * @param streamBytes of a stream, what its client has not yet read
 * @param replyBytes of all replies together, what has not yet been read
 */
public record Limits(
    int clients,
    int streams,
    int lineBytes,
    int headBytes,
    int bodyBytes,
    int pipelined,
    int threads,
    int queue,
    long stallNanos,
    long idleNanos,
    int streamBytes,
    int replyBytes) {
  /**
   * What a user's tools need many times over, in about 32 MiB at worst. Go's HTTP clients keep idle
   * connections for 90 s and try again when one has been closed.
   */
  public static final Limits DEFAULT =
      new Limits(
          256,
          32,
          4 << 10,
          8 << 10,
          64 << 10,
          16,
          4,
          128,
          TimeUnit.SECONDS.toNanos(10),
          TimeUnit.SECONDS.toNanos(60),
          256 << 10,
          16 << 20);
}
