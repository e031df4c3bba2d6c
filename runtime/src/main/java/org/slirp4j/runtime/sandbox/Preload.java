package org.slirp4j.runtime.sandbox;

/** What the virtual machine would open when it first needs it, and could not in the sandbox. */
final class Preload {
  /** A name that nobody has, so that every jar is asked. */
  private static final String NOWHERE = "org/slirp4j/nowhere";

  private Preload() {}

  /** Opens every jar of the class path, from which classes may be loaded later. */
  static void all() {
    ClassLoader.getSystemResource(NOWHERE);
  }
}
