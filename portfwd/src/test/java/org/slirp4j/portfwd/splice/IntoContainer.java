package org.slirp4j.portfwd.splice;

import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** A container for all tests of a class, and for each of them a path to services inside. */
@Tag("kernel")
@Timeout(60)
abstract class IntoContainer {
  static Container container;

  NamespaceSockets inside;
  SplicePath path;

  @BeforeAll
  static void makeContainer() throws IOException {
    container = new Container();
  }

  @AfterAll
  static void endContainer() {
    container.close();
  }

  @BeforeEach
  void makePath() throws Exception {
    inside = container.sockets();
    path = new SplicePath(ends(inside));
  }

  /** Returns where the path takes its sockets inside from. */
  InsideSockets ends(NamespaceSockets inside) throws Exception {
    return inside;
  }

  @AfterEach
  void close() {
    path.close();
    inside.close();
  }

  /** Starts a service inside, whose connections are served by {@code work}. */
  Service service(Service.Work work) throws Exception {
    return new Service(inside, Container.ADDRESS, work);
  }

  /** Opens a port of 127.0.0.1 that leads to a service; returns it. */
  int portTo(Service service) {
    return path.leadTo(Container.ADDRESS, service.port());
  }

  /** What an echo service does. */
  static void echo(Service.Connection connection) throws IOException {
    connection.in().transferTo(connection.out());
  }

  /** Sends a byte, which is 1; returns the one that comes back. */
  static int echoed(Socket client) throws IOException {
    client.getOutputStream().write(1);
    return client.getInputStream().read();
  }
}
