package org.slirp4j.runtime.cli;

import org.jspecify.annotations.Nullable;

/**
 * An option that {@link GetoptLong} knows by a name.
 *
 * @param name without the two dashes
 * @param argument whether it has one
 * @param code what {@link GetoptLong#next} returns for it; the letter, if it has a short form
 * @param text what people are told of it, or null for one that is taken and not told of
 */
public record LongOption(String name, Argument argument, int code, @Nullable Text text) {
  /** Codes up to this one are letters. */
  private static final int MAX_LETTER = 127;

  /** Whether an option has an argument. */
  public enum Argument {
    /** It may have none. */
    NONE,
    /** It must have one, after {@code =} or as the next word. */
    REQUIRED,
    /** It may have one, after {@code =}. */
    OPTIONAL
  }

  /**
   * What people are told of an option.
   *
   * @param value what its argument is called, or an empty text if it has none
   * @param group where it stands in the help: a heading there, as in {@code @OPTIONS group@}
   * @param help for {@code --help}, a line or two
   * @param manual for the manual page, after {@code help}: the whole truth; may be empty
   */
  public record Text(String value, String group, String help, String manual) {}

  static LongOption flag(String name, int code) {
    return new LongOption(name, Argument.NONE, code, null);
  }

  static LongOption valued(String name, int code) {
    return new LongOption(name, Argument.REQUIRED, code, null);
  }

  static LongOption optional(String name, int code) {
    return new LongOption(name, Argument.OPTIONAL, code, null);
  }

  /** Returns the option with what people are told of it. */
  LongOption told(String value, String group, String help, String manual) {
    return new LongOption(name, argument, code, new Text(value, group, help, manual));
  }

  /** Returns the short form's letter, or 0 if there is none. */
  public char letter() {
    return code <= MAX_LETTER ? (char) code : 0;
  }

  /** Returns the short forms of {@code options} as getopt(3) wants them: {@code cm:}. */
  static String letters(LongOption[] options) {
    StringBuilder letters = new StringBuilder(2 * options.length);
    for (LongOption option : options) {
      if (option.letter() != 0) {
        letters.append(option.letter());
        letters.append(option.argument == Argument.REQUIRED ? ":" : "");
      }
    }
    return letters.toString();
  }
}
