package org.slirp4j.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules and the texts of GNU getopt_long(3). */
final class GetoptLongTest {
  private static final LongOption[] LONG = {
    LongOption.flag("configure", 'c'),
    LongOption.valued("ready-fd", 'r'),
    LongOption.flag("disable-dns", 1),
    LongOption.flag("disable-host-loopback", 2),
    LongOption.valued("mtu", 'm'),
    LongOption.valued("mtu-of-the-tap", 'm'),
    LongOption.valued("user", 3),
    LongOption.valued("userns-path", 4),
    LongOption.optional("trace", 5),
  };

  @ParameterizedTest
  @CsvSource({
    "'',                            ''",
    "'-c',                          'c |'",
    "'-c -r 3 PID tap0',            'c r=3 | PID tap0'",
    "'-cr3 PID',                    'c r=3 | PID'",
    "'-cr 3 PID',                   'c r=3 | PID'",
    "'-r=3',                        'r==3 |'",
    "'--configure --ready-fd 3',    'c r=3 |'",
    "'--ready-fd=3 --ready-fd=4',   'r=3 r=4 |'",
    "'--ready-fd= x',               'r= | x'",
    "'PID -c tap0 -r 3 more',       'c r=3 | PID tap0 more'",
    "'-c -- -r 3',                  'c | -r 3'",
    "'-r -- -c',                    'r=-- c |'",
    "'--ready-fd -c',               'r=-c |'",
    "'- -c',                        'c | -'",
    "'--conf --re 3',               'c r=3 |'",
    "'--disable-d',                 '1 |'",
    "'--user 7 --userns x',         '3=7 4=x |'",
    "'--mt 9',                      'm=9 |'",
    "'--trace --trace=f --trace f', '5 5=f 5 | f'",
    "'-- -- a',                     '| -- a'",
  })
  void splits(String line, String expected) throws UsageException {
    assertEquals(expected.isEmpty() ? "|" : expected, describe(line, false));
  }

  @ParameterizedTest
  @CsvSource({
    "'-c sh -c exit',    'c | sh -c exit'",
    "'-c -- -x --trace', 'c | -x --trace'",
    "'sh -- -c',         '| sh -- -c'",
  })
  void stopsAtTheFirstOperandWhenToldSo(String line, String expected) throws UsageException {
    assertEquals(expected, describe(line, true));
  }

  @ParameterizedTest
  @CsvSource({
    "'-x',             \"prog: invalid option -- 'x'\"",
    "'-cx',            \"prog: invalid option -- 'x'\"",
    "'-:',             \"prog: invalid option -- ':'\"",
    "'-r',             \"prog: option requires an argument -- 'r'\"",
    "'-cr',            \"prog: option requires an argument -- 'r'\"",
    "'--foo',          \"prog: unrecognized option '--foo'\"",
    "'--foo=bar',      \"prog: unrecognized option '--foo=bar'\"",
    "'--ready-fd',     \"prog: option '--ready-fd' requires an argument\"",
    "'--ready',        \"prog: option '--ready-fd' requires an argument\"",
    "'--configure=1',  \"prog: option '--configure' doesn't allow an argument\"",
    "'--conf=1',       \"prog: option '--configure' doesn't allow an argument\"",
  })
  void refuses(String line, String text) {
    UsageException e = assertThrows(UsageException.class, () -> describe(line, false));
    assertEquals(text.substring(1, text.length() - 1) + " (see prog --help)", e.getMessage());
  }

  @Test
  void namesThePossibilitiesOfAnAmbiguousPrefix() {
    UsageException e = assertThrows(UsageException.class, () -> describe("--d", false));
    assertEquals(
        "prog: option '--d' is ambiguous; possibilities: '--disable-dns' '--disable-host-loopback'"
            + " (see prog --help)",
        e.getMessage());
  }

  @Test
  void keepsTheMessageOneLine() {
    String[] words = {"--a\nb"};
    GetoptLong parser = new GetoptLong("prog", "c", LONG, words, 0, false);
    UsageException e = assertThrows(UsageException.class, parser::next);
    assertEquals("prog: unrecognized option '--a?b' (see prog --help)", e.getMessage());
  }

  /** Returns the options as {@code letter=argument}, a bar, and the operands. */
  private static String describe(String line, boolean stopAtOperand) throws UsageException {
    String[] words = line.isEmpty() ? new String[0] : line.split(" ", -1);
    GetoptLong parser = new GetoptLong("prog", "cr:m:", LONG, words, 0, stopAtOperand);
    StringBuilder text = new StringBuilder();
    for (int code = parser.next(); code != GetoptLong.END; code = parser.next()) {
      text.append(code > ' ' ? String.valueOf((char) code) : String.valueOf(code));
      String argument = parser.optionalArgument();
      text.append(argument == null ? " " : "=" + argument + " ");
    }
    text.append('|');
    parser.operands().forEach(operand -> text.append(' ').append(operand));
    return text.toString();
  }
}
