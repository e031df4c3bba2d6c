package org.slirp4j.portfwd.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static final String REQUEST =
      " {\"execute\": \"add\\\\ \\\"x\\u00e9\", \"arguments\":{\"a\":[1,-2.5e+3,{}],"
          + "\"b\":true,\"c\":null,\"\u00fc\u20ac\":\"\"}}";

  private static Object parse(String text) {
    return Json.parse(text.getBytes(UTF_8));
  }

  /** A client's request may come in pieces, cut anywhere. */
  @Test
  void everyPartOfATextIsIncomplete() {
    byte[] whole = REQUEST.getBytes(UTF_8);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertEquals(Json.Special.INCOMPLETE, Json.parse(part), () -> new String(part, UTF_8));
    }
    assertInstanceOf(Map.class, Json.parse(whole));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "1",
        "\"",
        "}",
        "{x:",
        "{\"a\" 1}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\"",
        "[1 2]",
        "[tru]",
        "[\"\\x\",",
        "{} x",
        "{\"a\":'b"
      })
  void whatCannotBecomeATextIsMalformed(String text) {
    assertEquals(Json.Special.MALFORMED, parse(text));
  }
}
