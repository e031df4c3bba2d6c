package org.slirp4j.tapdev.libc;

import com.sun.jna.Native;

/** The library by which libc is bound, for whoever has to put it on another JVM's class path. */
public final class Binding {
  private Binding() {}

  /** Returns a class of that library, which knows where it was loaded from. */
  public static Class<?> representative() {
    return Native.class;
  }
}
