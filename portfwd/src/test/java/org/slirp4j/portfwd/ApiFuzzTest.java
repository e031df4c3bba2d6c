package org.slirp4j.portfwd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.portfwd.api.ApiSocket;

/**
 * Requests of the API with faults in them, in pieces, from clients that do not wait for replies.
 */
@Timeout(60)
final class ApiFuzzTest {
  private static final int REQUESTS = 300;
  private static final String PIECES = "{}[]\":,\\0-.etn \n";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyRequestIsAnsweredAndNothingIsLeftOpen(long seed) throws Exception {
    Random random = new Random(seed);
    Path path = folder.resolve("api.sock");
    try (Rig rig = new Rig()) {
      ApiSocket socket = ApiSocket.bind(path.toString());
      rig.run(() -> rig.relays.serve(socket, Rig.GUEST));
      for (int i = 0; i < REQUESTS; i++) {
        byte[] request = mutated(random, template(random));
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
          write(client, request, random);
          if (random.nextInt(8) != 0) {
            checkReply(readAll(client), request);
          }
        }
      }
      await()
          .until(() -> rig.openSockets() == 1 + rig.onLoop(rig.relays.forwards()::entries).size());
      assertTrue(rig.log.isEmpty(), rig.log.toString());
    }
  }

  private static String template(Random random) throws IOException {
    return switch (random.nextInt(4)) {
      case 0 -> "{\"execute\": \"list_hostfwd\"}";
      case 1 ->
          "{\"execute\":\"remove_hostfwd\",\"arguments\":{\"id\":" + random.nextInt(20) + "}}";
      default ->
          "{\"execute\": \"add_hostfwd\", \"arguments\": {\"proto\": \""
              + (random.nextBoolean() ? "tcp" : "udp")
              + "\", \"host_addr\": \"127.0.0.1\", \"host_port\": "
              + FreePorts.next()
              + ", \"guest_addr\": \"10.0.2.100\", \"guest_port\": 80}}";
    };
  }

  private static byte[] mutated(Random random, String template) {
    byte[] text = Rig.bytes(template);
    for (int faults = random.nextInt(4); faults > 0 && text.length > 0; faults--) {
      int at = random.nextInt(text.length);
      switch (random.nextInt(5)) {
        case 0 -> text[at] = (byte) random.nextInt(256);
        case 1 -> text[at] = (byte) PIECES.charAt(random.nextInt(PIECES.length()));
        case 2 -> text = Arrays.copyOf(text, at);
        case 3 -> text = joined(text, Arrays.copyOf(text, at));
        default -> System.arraycopy(text, at, text, 0, text.length - at);
      }
    }
    return text;
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static void write(SocketChannel client, byte[] request, Random random) {
    try {
      for (int at = 0, end; at < request.length; at = end) {
        end = Math.min(request.length, at + 1 + random.nextInt(100));
        client.write(ByteBuffer.wrap(request, at, end - at));
      }
      client.shutdownOutput();
    } catch (IOException e) {
      // it was answered before its end, and closed
    }
  }

  private static byte[] readAll(SocketChannel client) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    while (client.read(buffer.clear()) >= 0) {
      all.write(buffer.array(), 0, buffer.position());
    }
    return all.toByteArray();
  }

  private static void checkReply(byte[] reply, byte[] request) {
    String text = Rig.text(reply);
    var members = JsonParser.parseString(text).getAsJsonObject().keySet();
    assertTrue(members.contains("return") ^ members.contains("error"), Rig.text(request));
    assertEquals(
        members.contains("error"), text.startsWith("{\"error\":{\"desc\":\"bad request: "));
  }
}
