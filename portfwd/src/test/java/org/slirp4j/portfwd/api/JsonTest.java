package org.slirp4j.portfwd.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is JSON, what is not, and what may yet become some. */
final class JsonTest {
  private static final String EVERYTHING =
      " {\"execute\": \"é\\u0041\\n\", \"arguments\": {\"a\": -18080, \"b\": [true, null, {}],"
          + " \"c\": 1.5e+3, \"\": \"\", \"d\": false}} ";

  @Test
  void everyBeginningOfATextMayBecomeOne() {
    byte[] text = EVERYTHING.getBytes(UTF_8);
    for (int length = 0; length < text.length - 1; length++) {
      assertSame(
          Json.Special.INCOMPLETE,
          Json.parse(Arrays.copyOf(text, length)),
          new String(text, 0, length, UTF_8));
    }
    assertEquals(
        Map.of(
            "execute",
            "éA\n",
            "arguments",
            Map.of(
                "a",
                -18_080L,
                "b",
                List.of(true, Json.Special.NULL, Map.of()),
                "c",
                1500.0,
                "",
                "",
                "d",
                false)),
        Json.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "]",
        "x",
        "\"",
        "\uFEFF{}",
        "{}x",
        "{}{",
        "{}\0",
        "{,",
        "{1",
        "[1,]",
        "[}",
        "{\"a\":}",
        "{\"a\":NaN",
        "{\"a\":tR",
        "{\"a\":00",
        "{\"a\":1.}",
        "{\"a\":\"\n",
        "{\"a\":\"\\x",
        "{\"a\" 1",
        "{\"a\":1;",
        "{'",
        "{a",
        "[/*",
        "{\"a\":99999999999999999999}"
      })
  void whatCannotBecomeATextIsNotWaitedFor(String text) {
    assertSame(Json.Special.MALFORMED, Json.parse(text.getBytes(UTF_8)), text);
  }
}
