package org.slirp4j.runtime.cli;

/**
 * An option that {@link GetoptLong} knows by a name.
 *
 * @param name without the two dashes
 * @param argument whether it has one
 * @param code what {@link GetoptLong#next} returns for it; the letter, if it has a short form
 */
record LongOption(String name, Argument argument, int code) {
  /** Whether an option has an argument. */
  enum Argument {
    /** It may have none. */
    NONE,
    /** It must have one, after {@code =} or as the next word. */
    REQUIRED,
    /** It may have one, after {@code =}. */
    OPTIONAL
  }

  static LongOption flag(String name, int code) {
    return new LongOption(name, Argument.NONE, code);
  }

  static LongOption valued(String name, int code) {
    return new LongOption(name, Argument.REQUIRED, code);
  }

  static LongOption optional(String name, int code) {
    return new LongOption(name, Argument.OPTIONAL, code);
  }
}
