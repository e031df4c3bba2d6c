package org.slirp4j.runtime.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A client of slirp4netns's API socket. */
public record Api(Path path) {
  /** Returns the request for a forward from 0.0.0.0. */
  public static String forward(String protocol, int hostPort, int guestPort) {
    return "{\"execute\":\"add_hostfwd\",\"arguments\":{\"proto\":\"%s\",\"host_port\":%d,\"guest_port\":%d}}"
        .formatted(protocol, hostPort, guestPort);
  }

  /** Makes a request; returns all of the reply. */
  public String ask(String request) {
    try (SocketChannel client = connect()) {
      client.write(ByteBuffer.wrap(request.getBytes(UTF_8)));
      InputStream reply = Channels.newInputStream(client);
      return new String(reply.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a connection that has said nothing. */
  public SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(path));
  }
}
