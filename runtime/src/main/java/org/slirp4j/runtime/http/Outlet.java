package org.slirp4j.runtime.http;

/**
 * The way to the client of a stream; from any thread.
 *
 * <p>What the client has not read yet is kept up to {@link Limits#streamBytes}. Beyond, {@link
 * #offer} refuses and nobody waits: the producer counts what it could not send, and tells its
 * client when there is room again.
 */
public interface Outlet {
  /**
   * Sends bytes, which must not be changed any more.
   *
   * @return false when there is no room, or the client has gone: nothing of them is sent
   */
  boolean offer(byte[] bytes);

  /**
   * Has something run when no more can be sent, because the client has gone or {@link #end} was
   * called; once, on the server's loop, and at once when that is already so. One at most.
   */
  void onClosed(Runnable task);

  /** Ends the stream after what was sent. */
  void end();
}
