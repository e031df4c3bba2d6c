package org.slirp4j.runtime.sandbox;

import org.jspecify.annotations.Nullable;

/** The processor architectures that this package has numbers and machine code for. */
enum Machine {
  X86_64(0xc000_003e),
  AARCH64(0xc000_00b7);

  private final int audit;

  Machine(int audit) {
    this.audit = audit;
  }

  /** Returns the architecture's {@code AUDIT_ARCH_…}: {@code <linux/audit.h>}. */
  int audit() {
    return audit;
  }

  /** Returns the one that this process runs on, or null when it is another. */
  static @Nullable Machine current() {
    String name = System.getProperty("os.arch", "");
    if (name.equals("amd64") || name.equals("x86_64")) {
      return X86_64;
    }
    return name.equals("aarch64") ? AARCH64 : null;
  }
}
