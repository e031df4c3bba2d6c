package org.slirp4j.portfwd.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.portfwd.forward.ForwardException.Kind;

/** Rules as people write them. */
final class RuleTextTest {
  private static String refusal(String word) {
    ForwardException e = assertThrows(ForwardException.class, () -> RuleText.word(word), word);
    assertEquals(Kind.INVALID, e.kind());
    return e.getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "8080, 8080:8080/tcp",
    "8080/udp, 8080:8080/udp",
    "8080:80, 8080:80/tcp",
    "0:80, 0:80/tcp",
    "8000-8100:80-180, 8000-8100:80-180/tcp",
    "127.0.0.1:8080, 127.0.0.1:8080:8080/tcp",
    "127.0.0.1:8080:80, 127.0.0.1:8080:80/tcp",
    "[::1]:8080:80/udp, [::1]:8080:80/udp",
    "[0:0::1]:8080:80, [::1]:8080:80/tcp",
    "[fe80::1%eth0]:8080:80, [fe80::1%eth0]:8080:80/tcp",
    "192.168.1.5%eth0:8080:80, 192.168.1.5%eth0:8080:80/tcp",
    "[::ffff:1.2.3.4]:8080:80, 1.2.3.4:8080:80/tcp",
    "eth0:8080:80, eth0:8080:80/tcp",
    "eth0.100:8080:80, eth0.100:8080:80/tcp",
    "%eth0:8080:80, eth0:8080:80/tcp",
    "%0:8080:80, %0:8080:80/tcp",
    "%unix:8080:80, %unix:8080:80/tcp",
    "8080:10.0.2.100:80, 8080:10.0.2.100:80/tcp",
    "8080:[fd00::64]:80, 8080:[fd00::64]:80/tcp",
    "127.0.0.1:8080:127.0.0.1:80, 127.0.0.1:8080:127.0.0.1:80/tcp",
    "unix:/run/x.sock:80, unix:/run/x.sock:80/tcp",
    "8080:unix:/run/in.sock, 8080:unix:/run/in.sock",
    "8080:unix:/run/tcp/udp, 8080:unix:/run/tcp/udp",
    "unix:/a:unix:/b, unix:/a:unix:/b",
  })
  void readsWords(String word, String canonical) throws ForwardException {
    assertEquals(canonical, RuleText.word(word).toString());
    assertEquals(RuleText.word(word), RuleText.word(canonical));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''             | it begins without a port",
        "80a            | \"80a\" is no port: they are 1 to 65535",
        "65536          | 65536 is no port: they are 1 to 65535",
        "0080           | \"0080\" is no port: they are 1 to 65535",
        "4294967376:80  | \"4294967376\" is no port: they are 1 to 65535",
        "-1:80          | \"-1\" is no port, address or interface",
        "8080:          | a port is missing after \"8080:\"",
        ":8080          | it begins without a port",
        "8080:80:       | what is \":\" after 8080:80?",
        "8080:80:81     | what is \":81\" after 8080:80?",
        "8080:80/       | \"\" is no protocol: write /tcp or /udp",
        "8080:80/sctp   | \"sctp\" is no protocol: write /tcp or /udp",
        "8080:80/TCP    | \"TCP\" is no protocol: write /tcp or /udp",
        "8080/tcp/udp   | \"tcp/udp\" is no protocol: write /tcp or /udp",
        "8100-8000:80   | 8100-8000 ends before it begins: write 8000-8100",
        "8000-:80       | \"\" is no port: they are 1 to 65535",
        "8000-8100-1:80 | \"8100-1\" is no port: they are 1 to 65535",
        "8000-8100:80   | 8000-8100 and 80 do not match: 101 ports cannot lead to 1 port",
        "8080:80-81     | 8080 and 80-81 do not match: 1 port cannot lead to 2 ports",
        "0-9:80-89      | 0 stands for one port that the kernel chooses, not for a range: name its"
            + " first port",
        "0              | say which port inside 0 leads to, as in 0:80",
        "8080:0         | say which port inside, as in 0:80: there 0 is none",
        "127.0.0.1:0    | say which port inside 127.0.0.1:0 leads to, as in 127.0.0.1:0:80",
        "127.0.0.1      | a port is missing after \"127.0.0.1\", as in 127.0.0.1:8080",
        "1.2.3:80       | \"1.2.3\" is no address",
        "1.2.3.256:80   | \"1.2.3.256\" is no address",
        "::1:8080:80    | an IPv6 address is written in brackets, as in [::1]:8080",
        "fe80::1:80:80  | an IPv6 address is written in brackets, as in [::1]:8080",
        "2001:db8::1:80 | an IPv6 address is written in brackets, as in [::1]:8080",
        "[::1:8080      | a closing bracket is missing after \"[::1:8080\"",
        "[1.2.3.4]:80   | \"1.2.3.4\" is no IPv6 address, which brackets are for",
        "[::1]8080      | a port is missing after \"[::1]\", as in [::1]:8080",
        "[::g]:80       | \"::g\" is no address",
        "[fe80::1]:80   | fe80::1 is link-local: say on which interface, as in [fe80::1%eth0]:8080",
        "224.0.0.1:80   | 224.0.0.1 is a group's or nobody's address: name one of a host",
        "[ff02::1]:80   | ff02::1 is a group's or nobody's address: name one of a host",
        "8080:0.0.0.0:80| 0.0.0.0 is nobody's address: name the container's, or leave it out",
        "8080:eth0:80   | an interface is where clients come, none where they are led: leave eth0"
            + " out of eth0:80",
        "eth0           | a port is missing after \"eth0\", as in eth0:8080",
        "localhost:8080 | see: localhost is taken for an interface",
        "%:80           | \"\" is no interface's name: those have 1 to 15 characters, no / : % [ ] or"
            + " space",
        "%a%b:80        | \"a%b\" is no interface's name: those have 1 to 15 characters, no / : % [ ]"
            + " or space",
        "host.example.org:80:80 | \"host.example.org\" is a name; write a numeric address or an"
            + " interface",
        "unix:run:80    | the path of a unix socket begins with /, not as \"run\"",
        "unix:/run/x    | say which port inside unix:/run/x leads to, as in unix:/run/x:80",
        "8080:unix:/a:b | the path of a unix socket has no colon or control character, as \"/a:b\"",
        "unix:/a:80/udp | a unix socket carries TCP's streams, no datagrams",
        "80-81:unix:/a  | 80-81 and unix:/a do not match: 2 ports cannot lead to 1 port",
      })
  void tellsWhatIsWrong(String word, String reason) throws ForwardException {
    if (reason.startsWith("see:")) {
      assertEquals("localhost:8080:8080/tcp", RuleText.word(word).toString());
      return;
    }
    assertEquals("\"" + word + "\": " + reason, refusal(word));
  }

  @ParameterizedTest
  @ValueSource(strings = {"80\n81", "80\u001b[2J", "80\u202e81", "8080:unix:/a\u0007", "\u0000"})
  void repeatsNothingThatATerminalObeys(String word) {
    String message = refusal(word);
    assertTrue(message.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '…'), message);
  }

  @Test
  void repeatsNoMoreThanALineOfALongText() {
    assertTrue(refusal("8".repeat(100_000)).length() < 200);
    assertTrue(refusal("8080:unix:/" + "x".repeat(300)).length() < 300);
  }

  @Test
  void readsPlacesThatAreToldApart() throws ForwardException {
    ForwardRule rule = RuleText.rule("udp", "eth0:8000-8100", "80-180", SourceAddress.FAST);
    assertEquals("eth0:8000-8100:80-180/udp", rule.toString());
    assertEquals(SourceAddress.FAST, rule.source());
    assertEquals("unix:/run/x.sock", RuleText.place("unix:/run/x.sock").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"8080/tcp", "8080:80", "", "unix:/a:80"})
  void placesHaveNothingBehindThem(String text) {
    assertThrows(ForwardException.class, () -> RuleText.place(text));
  }
}
