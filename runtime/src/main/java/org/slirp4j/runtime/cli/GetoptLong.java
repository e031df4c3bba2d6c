package org.slirp4j.runtime.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits command-line words into options and operands as GNU getopt_long(3) does, error texts
 * included.
 *
 * <pre>
 *   -c -r 3  -cr3  --mtu 1500  --mtu=1500  --mt=1500 (unambiguous)  -- ends the options
 * </pre>
 *
 * Options and operands may interleave, unless the parser is told to stop at the first operand. A
 * single dash is an operand.
 */
final class GetoptLong {
  /** Returned by {@link #next} when no option is left. */
  static final int END = -1;

  private final String program;
  private final String shortOptions;
  private final LongOption[] longOptions;
  private final String[] words;
  private final boolean stopAtOperand;
  private final List<String> operands = new ArrayList<>();
  private int index;
  private String cluster = "";
  private @Nullable String argument;

  /**
   * Makes a parser.
   *
   * @param program what error texts begin with
   * @param shortOptions the letters, each followed by a colon if it takes an argument
   * @param longOptions the long forms
   * @param words what to parse
   * @param first index of the first word to parse
   * @param stopAtOperand whether the first operand ends the options, as for a program that runs
   *     another one
   */
  GetoptLong(
      String program,
      String shortOptions,
      LongOption[] longOptions,
      String[] words,
      int first,
      boolean stopAtOperand) {
    this.program = program;
    this.shortOptions = shortOptions;
    this.longOptions = longOptions;
    this.words = words;
    this.index = first;
    this.stopAtOperand = stopAtOperand;
  }

  /**
   * Returns the code of the next option, or {@link #END} when all words have been looked at.
   *
   * @throws UsageException for an unknown or ambiguous option, or one whose argument is missing or
   *     too many
   */
  int next() throws UsageException {
    argument = null;
    if (!cluster.isEmpty()) {
      return nextOfCluster();
    }
    while (index < words.length) {
      String word = words[index++];
      if (word.equals("--")) {
        takeRestAsOperands();
      } else if (word.startsWith("--")) {
        return longOption(word);
      } else if (word.length() > 1 && word.charAt(0) == '-') {
        cluster = word.substring(1);
        return nextOfCluster();
      } else {
        operands.add(word);
        if (stopAtOperand) {
          takeRestAsOperands();
        }
      }
    }
    return END;
  }

  /**
   * Returns the argument of the option that {@link #next} returned last; one that must have one.
   */
  String argument() {
    if (argument == null) {
      throw new IllegalStateException("the last option has no argument");
    }
    return argument;
  }

  /**
   * Returns the argument of the option that {@link #next} returned last, or null if it has none.
   */
  @Nullable String optionalArgument() {
    return argument;
  }

  /** Returns the operands seen so far; all of them after {@link #END}. */
  List<String> operands() {
    return operands;
  }

  private void takeRestAsOperands() {
    while (index < words.length) {
      operands.add(words[index++]);
    }
  }

  private int nextOfCluster() throws UsageException {
    char letter = cluster.charAt(0);
    String rest = cluster.substring(1);
    int place = letter == ':' ? -1 : shortOptions.indexOf(letter);
    if (place < 0) {
      throw error("invalid option -- '" + letter + "'");
    }
    boolean takesArgument =
        place + 1 < shortOptions.length() && shortOptions.charAt(place + 1) == ':';
    if (!takesArgument) {
      cluster = rest;
      return letter;
    }
    cluster = "";
    if (!rest.isEmpty()) {
      argument = rest;
    } else if (index < words.length) {
      argument = words[index++];
    } else {
      throw error("option requires an argument -- '" + letter + "'");
    }
    return letter;
  }

  private int longOption(String word) throws UsageException {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
    LongOption option = find(name, word);
    if (equals >= 0) {
      if (option.argument() == LongOption.Argument.NONE) {
        throw error("option '--" + option.name() + "' doesn't allow an argument");
      }
      argument = word.substring(equals + 1);
    } else if (option.argument() == LongOption.Argument.REQUIRED) {
      if (index == words.length) {
        throw error("option '--" + option.name() + "' requires an argument");
      }
      argument = words[index++];
    }
    return option.code();
  }

  /** Returns the option with this name, or the only one that begins with it. */
  private LongOption find(String name, String word) throws UsageException {
    LongOption found = null;
    boolean ambiguous = false;
    for (LongOption option : longOptions) {
      if (option.name().equals(name)) {
        return option;
      }
      if (option.name().startsWith(name)) {
        ambiguous |= found != null && found.code() != option.code();
        found = option;
      }
    }
    if (found == null) {
      throw error("unrecognized option '" + word + "'");
    }
    if (ambiguous) {
      throw error("option '" + word + "' is ambiguous; possibilities:" + possibilities(name));
    }
    return found;
  }

  private String possibilities(String name) {
    StringBuilder names = new StringBuilder();
    for (LongOption option : longOptions) {
      if (option.name().startsWith(name)) {
        names.append(" '--").append(option.name()).append('\'');
      }
    }
    return names.toString();
  }

  private UsageException error(String text) {
    return new UsageException(program + ": " + text + " (see " + program + " --help)");
  }
}
