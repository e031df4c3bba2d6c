package org.slirp4j.portfwd.report;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one rule has carried. Written by its loop's thread, read by any: a reader may see a count
 * late, never torn, and never less than before.
 */
public final class TrafficCounters {
  private static final VarHandle CONNECTIONS = handle("connections");
  private static final VarHandle OPEN = handle("open");
  private static final VarHandle BYTES_IN = handle("bytesIn");
  private static final VarHandle BYTES_OUT = handle("bytesOut");

  private long connections;
  private long open;
  private long bytesIn;
  private long bytesOut;

  /** Counts a connection, or a session, that is open from now on. */
  public void opened() {
    CONNECTIONS.setOpaque(this, connections + 1);
    OPEN.setOpaque(this, open + 1);
  }

  /** Notes that one which was {@link #opened} is over. */
  public void closed() {
    OPEN.setOpaque(this, open - 1);
  }

  /** Counts bytes towards the target. */
  public void in(long bytes) {
    BYTES_IN.setOpaque(this, bytesIn + bytes);
  }

  /** Counts bytes back to the clients. */
  public void out(long bytes) {
    BYTES_OUT.setOpaque(this, bytesOut + bytes);
  }

  /** Returns how many connections or sessions there were so far. */
  public long connections() {
    return (long) CONNECTIONS.getOpaque(this);
  }

  /** Returns how many are there now. */
  public long open() {
    return (long) OPEN.getOpaque(this);
  }

  /** Returns how many bytes went towards the target so far. */
  public long bytesIn() {
    return (long) BYTES_IN.getOpaque(this);
  }

  /** Returns how many bytes came back so far. */
  public long bytesOut() {
    return (long) BYTES_OUT.getOpaque(this);
  }

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(TrafficCounters.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
