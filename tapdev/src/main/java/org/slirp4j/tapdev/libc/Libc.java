package org.slirp4j.tapdev.libc;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;

/** The process's own C library, called by function name. */
final class Libc {
  static {
    // JNA runs `ldconfig -p` when it is not told where to look for libraries; that costs 6 ms, and
    // nothing is looked for: the C library is in the process already.
    if (System.getProperty("jna.platform.library.path") == null) {
      System.setProperty("jna.platform.library.path", "");
    }
  }

  /** What is linked into this process, the C library among it. */
  static final NativeLibrary PROCESS = NativeLibrary.getProcess();

  private Libc() {}

  /** Calls {@code function}, which returns an {@code int}. */
  static int intCall(String function, Object... arguments) {
    return function(function).invokeInt(arguments);
  }

  /** Calls {@code function}, which returns a {@code long}, a size or a pointer. */
  static long longCall(String function, Object... arguments) {
    return function(function).invokeLong(arguments);
  }

  private static Function function(String name) {
    return PROCESS.getFunction(name);
  }
}
