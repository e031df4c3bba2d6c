package org.slirp4j.runtime.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReplyTest {
  @Test
  void headsTellHowTheBodyEnds() throws IOException {
    assertEquals(
        new ReplyHead(200, true, -1),
        ReplyHead.read(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")));
    assertEquals(
        new ReplyHead(404, false, 7),
        ReplyHead.read(bytes("HTTP/1.0 404 Not found\ncontent-length:7\n\n")));
  }

  @Test
  void whatIsNotHttpIsRefused() {
    for (String bad :
        new String[] {
          "SSH-2.0-OpenSSH\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 x y\r\n\r\n",
          "HTTP/1.1 200 OK\r\ncontent-length: -4\r\n\r\n", "", "HTTP/1.1 200 OK\r\nA: b"
        }) {
      assertThrows(IOException.class, () -> ReplyHead.read(bytes(bad)), bad);
    }
  }

  @Test
  void chunksArePutTogether() throws IOException {
    InputStream body = new ChunkedBody(bytes("3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\nmore"));
    assertEquals("abc0123456789", text(body.readAllBytes()));
    assertEquals(-1, body.read());
  }

  @Test
  void theEndOfAChunkIsNothingToReadOnFor() throws IOException {
    InputStream body = new ChunkedBody(bytes("3\r\nabc\r\n"));
    assertEquals("ab", text(body.readNBytes(2)));
    assertEquals(1, body.available());
    assertEquals('c', body.read());
    assertEquals(0, body.available());
  }

  @Test
  void aBodyThatIsCutIsNoEnd() {
    assertThrows(EOFException.class, () -> new ChunkedBody(bytes("5\r\nabc")).readAllBytes());
    assertThrows(EOFException.class, () -> new ChunkedBody(bytes("3\r\nabc\r\n")).readAllBytes());
    assertThrows(EOFException.class, () -> new PlainBody(bytes("abc"), 4).readAllBytes());
  }

  @Test
  void aPlainBodyEndsWhereItSays() throws IOException {
    assertEquals("abc", text(new PlainBody(bytes("abcdef"), 3).readAllBytes()));
    assertEquals("abcdef", text(new PlainBody(bytes("abcdef"), -1).readAllBytes()));
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
