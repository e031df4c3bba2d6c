package org.slirp4j.runtime.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words after a verb that asks the daemon, told apart.
 *
 * @param verb the verb
 * @param options the options as they came
 * @param operands the other words
 */
public record VerbWords(String verb, List<Option> options, List<String> operands) {
  /**
   * An option.
   *
   * @param name its long form
   * @param value its argument, or empty
   */
  public record Option(String name, String value) {}

  /**
   * Reads {@code words} from index {@code first} on.
   *
   * @throws UsageException when they cannot be obeyed
   */
  public static VerbWords parse(String verb, String[] words, int first) throws UsageException {
    LongOption[] table = ClientTable.of(verb);
    GetoptLong getopt =
        new GetoptLong("slirp4j", LongOption.letters(table), table, words, first, false);
    List<Option> options = new ArrayList<>();
    for (int code = getopt.next(); code != GetoptLong.END; code = getopt.next()) {
      String argument = getopt.optionalArgument();
      options.add(new Option(name(table, code), argument == null ? "" : argument));
    }
    return new VerbWords(verb, options, getopt.operands());
  }

  private static String name(LongOption[] table, int code) {
    for (LongOption each : table) {
      if (each.code() == code) {
        return each.name();
      }
    }
    throw new IllegalStateException("option " + code);
  }

  /** Returns whether an option is given. */
  public boolean has(String name) {
    return value(name) != null;
  }

  /** Returns an option's argument, the last one, or null. */
  public @Nullable String value(String name) {
    List<String> values = values(name);
    return values.isEmpty() ? null : values.getLast();
  }

  /** Returns all arguments of an option. */
  public List<String> values(String name) {
    List<String> values = new ArrayList<>();
    for (Option each : options) {
      if (each.name().equals(name)) {
        values.add(each.value());
      }
    }
    return values;
  }

  /**
   * Checks that there are as many operands as the verb takes.
   *
   * @param usage what it takes, as in {@code NAME RULE}
   */
  public void expect(int least, int most, String usage) throws UsageException {
    if (operands.size() < least || operands.size() > most) {
      String wrong =
          operands.size() < least
              ? "too few arguments"
              : "\"" + operands.get(most) + "\" is one argument too many";
      String line = ("slirp4j " + verb + " [OPTION]... " + usage).strip();
      throw new UsageException(verb + ": " + wrong + ": " + line);
    }
  }
}
