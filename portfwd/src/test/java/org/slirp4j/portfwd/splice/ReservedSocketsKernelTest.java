package org.slirp4j.portfwd.splice;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.tapdev.libc.SocketCalls;

/** Two sockets in a real namespace that are used again and again. */
final class ReservedSocketsKernelTest extends IntoContainer {
  @Override
  InsideSockets ends(NamespaceSockets inside) throws Exception {
    int type = SocketCalls.SOCK_STREAM | SocketCalls.SOCK_NONBLOCK;
    int[] two = inside.make(2, SocketCalls.AF_INET, type, 0);
    return new ReservedSockets(two, new int[0]);
  }

  @Test
  void twoSocketsServeConnectionsThatEndInEveryWayOneAfterAnother() throws Exception {
    Service.Work work =
        connection -> {
          int how = connection.in().read();
          connection.out().write(how);
          if (how == 'r') {
            connection.resetOnClose();
          } else if (how == 'w') {
            connection.in().readAllBytes();
          }
        };
    try (Service service = service(work)) {
      int port = portTo(service);
      for (int i = 0; i < 200; i++) {
        int how = "swrc".charAt(i % 4);
        try (Socket client = SplicePath.client(port)) {
          client.setSoTimeout(10_000);
          client.getOutputStream().write(how);
          assertEquals(how, client.getInputStream().read(), () -> "connection by " + (char) how);
          if (how == 'c') {
            client.setSoLinger(true, 0);
          }
        }
        await().until(path.relays::isEmpty);
      }
      assertEquals(0, path.withoutSocket.get());
      assertEquals(200, path.count(RelayCounter.SPLICED));
    }
  }

  @Test
  void aSocketIsNotLentAgainBeforeItsLastBytesAreDelivered() throws Exception {
    CompletableFuture<Boolean> go = new CompletableFuture<>();
    CompletableFuture<Long> got = new CompletableFuture<>();
    Service.Work work =
        connection -> {
          if (connection.in().read() == 's') {
            connection.shutdownOutput();
            go.join();
            got.complete(connection.in().transferTo(OutputStream.nullOutputStream()));
          }
        };
    try (Service service = service(work)) {
      int port = portTo(service);
      try (Socket client = SplicePath.client(port)) {
        client.getOutputStream().write('s');
        client.getOutputStream().write(new byte[1_000_000]);
      }
      await().until(path.relays::isEmpty);
      for (int i = 0; i < 10; i++) {
        try (Socket client = SplicePath.client(port)) {
          client.getOutputStream().write('q');
          assertEquals(-1, client.getInputStream().read());
        }
        await().until(path.relays::isEmpty);
      }
      assertEquals(0, path.withoutSocket.get());
      go.complete(true);
      assertEquals(1_000_000, got.get(10, SECONDS));
    }
  }

  @Test
  void whoFindsNoneOfAFixedNumberIsTold() throws Exception {
    try (Service service = service(IntoContainer::echo)) {
      int port = portTo(service);
      try (Socket first = SplicePath.client(port);
          Socket second = SplicePath.client(port);
          Socket third = SplicePath.client(port)) {
        assertEquals(1, echoed(first));
        assertEquals(1, echoed(second));
        assertThrows(SocketException.class, () -> third.getInputStream().read());
        assertEquals(1, path.withoutSocket.get());
      }
      await().until(path.relays::isEmpty);
      try (Socket again = SplicePath.client(port)) {
        assertEquals(1, echoed(again));
      }
    }
  }
}
