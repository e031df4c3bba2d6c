package org.slirp4j.runtime.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The little DNS that the demo speaks (RFC 1035, 4.1). */
final class DnsMessageTest {
  private static final int ID = 0x1234;
  private static final int ADDRESS = 0xc0000201;

  @Test
  void asksForAName() {
    assertEquals(
        "1234 0100 0001 0000 0000 0000 03777777 076578616d706c65 03636f6d 00 0001 0001"
            .replace(" ", ""),
        HexFormat.of().formatHex(DnsMessage.query(ID, "www.example.com")));
  }

  @Test
  void answersWhatItAsks() {
    byte[] query = DnsMessage.query(ID, "www.example.com");
    byte[] answer = DnsMessage.answer(query, query.length, ADDRESS);
    assertEquals("192.0.2.1", DnsMessage.firstAddress(answer, answer.length, ID));
  }

  @Test
  void passesOverOtherRecords() {
    // example.com is an alias of a.example.com, which has an address; names by pointers.
    String answerDigits =
        "1234 8180 0001 0002 0000 0000"
            + " 076578616d706c65 03636f6d 00 0001 0001"
            + " c00c 0005 0001 0000003c 0004 0161c00c"
            + " c029 0001 0001 0000003c 0004 c6336407";
    byte[] answer = HexFormat.of().parseHex(answerDigits.replace(" ", ""));
    assertEquals("198.51.100.7", DnsMessage.firstAddress(answer, answer.length, ID));
  }

  @Test
  void takesNoWrongAnswer() {
    byte[] query = DnsMessage.query(ID, "example.com");
    byte[] answer = DnsMessage.answer(query, query.length, ADDRESS);
    assertNull(DnsMessage.firstAddress(query, query.length, ID), "a query");
    assertNull(DnsMessage.firstAddress(answer, answer.length, ID + 1), "another one's");
    byte[] refused = answer.clone();
    refused[3] |= 5;
    assertNull(DnsMessage.firstAddress(refused, refused.length, ID), "an error");
    for (int length = 0; length < answer.length; length++) {
      assertNull(
          DnsMessage.firstAddress(Arrays.copyOf(answer, length), length, ID), "cut at " + length);
    }
  }

  @Test
  void survivesNamesWithoutEnd() {
    byte[] answer = new byte[DnsMessage.MAX_BYTES];
    Arrays.fill(answer, (byte) 63);
    answer[2] = (byte) 0x81;
    answer[3] = 0;
    assertNull(DnsMessage.firstAddress(answer, answer.length, 63 << 8 | 63));
  }
}
