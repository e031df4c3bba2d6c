package org.slirp4j.runtime.engine;

/** How a fault of ours is told to people: what it was, where, and what to do. */
public final class EngineFault {
  private EngineFault() {}

  /** Returns one line. */
  public static String line(Throwable fault) {
    StackTraceElement[] trace = fault.getStackTrace();
    String at = trace.length == 0 ? "" : " at " + trace[0];
    return "please report this fault of slirp4j: " + fault + at;
  }
}
