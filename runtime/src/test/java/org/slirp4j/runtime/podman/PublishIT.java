package org.slirp4j.runtime.podman;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.testing.Outcome;

/** Published ports with both of podman's port handlers. */
@Tag("kernel")
final class PublishIT {
  private static final String WEB =
      " slirp4j-test sh -c 'echo hi >/index.html; exec httpd -f -p 80 -h /' >/dev/null\n";

  @AfterEach
  void removeAll() {
    Podman.removeAll();
  }

  private static String network(String handler) {
    return "--network slirp4netns:port_handler=" + handler + " ";
  }

  @ParameterizedTest
  @ValueSource(strings = {"rootlesskit", "slirp4netns"})
  void tcpAtEveryAddress(String handler) {
    Outcome outcome =
        Podman.bash(
            "podman run -d -p 8080:80 "
                + network(handler)
                + WEB
                + """
                eventually curl -sSf http://127.0.0.1:8080/
                curl -sSf -m 5 http://198.51.100.10:8080/
                podman port -l
                """);
    assertEquals("hi\nhi\n80/tcp -> 0.0.0.0:8080\n", outcome.outIfOk());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rootlesskit", "slirp4netns"})
  void tcpAtOneAddress(String handler) {
    Outcome outcome =
        Podman.bash(
            "podman run -d -p 127.0.0.1:8080:80 "
                + network(handler)
                + WEB
                + """
                eventually curl -sSf http://127.0.0.1:8080/
                curl -sSf -m 5 http://198.51.100.10:8080/ || echo $?
                """);
    assertEquals("hi\n7\n", outcome.outIfOk());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rootlesskit", "slirp4netns"})
  void udp(String handler) {
    Outcome outcome =
        Podman.bash(
            "podman run -d -p 127.0.0.1:8081:81/udp "
                + network(handler)
                + """
                slirp4j-test socat -b65507 UDP-RECVFROM:81,fork PIPE >/dev/null
                echoes() { echo "datagram $1" | socat -t 0.2 - UDP:127.0.0.1:8081 | grep "$1"; }
                eventually echoes 1
                for i in 2 3 4 5; do echoes $i; done
                """);
    assertEquals("datagram 1\ndatagram 2\ndatagram 3\ndatagram 4\ndatagram 5\n", outcome.outIfOk());
  }

  // podman's own tests look for this: never 127.0.0.1, which programs inside would trust.
  @Test
  void theClientIsNoLoopbackAddress() {
    Outcome outcome =
        Podman.bash(
            """
            podman run -d -p 127.0.0.1:8080:80 --userns=keep-id --sysctl net.ipv4.ip_unprivileged_port_start=0 \\
              --network slirp4netns:cidr=10.7.7.0/24 \\
              slirp4j-test socat TCP-LISTEN:80,fork SYSTEM:'echo $SOCAT_PEERADDR' >/dev/null
            peer() { socat -u TCP:127.0.0.1:8080 - | grep .; }
            eventually peer
            """);
    assertEquals("10.7.7.100\n", outcome.outIfOk());
  }

  @Test
  void aClientsAddressIsKept() {
    Outcome outcome =
        Podman.bash(
            """
            podman run -d -p 8080:80 --network slirp4netns:port_handler=slirp4netns \\
              slirp4j-test socat TCP-LISTEN:80,fork SYSTEM:'echo $SOCAT_PEERADDR' >/dev/null
            peer() { socat -u TCP:198.51.100.10:8080 - | grep .; }
            eventually peer
            """);
    assertEquals("198.51.100.10\n", outcome.outIfOk());
  }

  @Test
  void fiftyClientsAtOnce() {
    Outcome outcome =
        Podman.bash(
            "podman run -d -p 8080:80 "
                + network("slirp4netns")
                + WEB
                + """
                eventually curl -sSf http://127.0.0.1:8080/ >/dev/null
                for i in $(seq 50); do curl -sSf -m 10 http://127.0.0.1:8080/ & done | sort | uniq -c
                wait
                """);
    assertEquals("50 hi", outcome.outIfOk().strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rootlesskit", "slirp4netns"})
  void restartsAtTheSamePort(String handler) {
    Outcome outcome =
        Podman.bash(
            "podman run -d --name web -p 8080:80 "
                + network(handler)
                + WEB
                + """
                eventually curl -sSf http://127.0.0.1:8080/
                for i in 1 2 3; do
                  podman restart -t 0 web && eventually curl -sSf http://127.0.0.1:8080/
                done
                """);
    assertEquals("hi\nweb\nhi\nweb\nhi\nweb\nhi\n", outcome.outIfOk());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rootlesskit", "slirp4netns"})
  void comesBackAfterItsEndByPolicy(String handler) {
    Outcome outcome =
        Podman.bash(
            "podman run -d --restart always --name web -p 8080:80 "
                + network(handler)
                + WEB
                + """
                eventually curl -sSf http://127.0.0.1:8080/
                first=$(podman inspect -f '{{.State.Pid}}' web)
                kill -9 "$first"
                another() { local pid; pid=$(podman inspect -f '{{.State.Pid}}' web); ((pid != 0 && pid != first)); }
                eventually another && eventually curl -sSf http://127.0.0.1:8080/
                """);
    assertEquals("hi\n\nhi\n", outcome.outIfOk());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rootlesskit", "slirp4netns"})
  void aPortThatIsTakenIsReported(String handler) {
    Outcome outcome =
        Podman.bash(
            "socat TCP-LISTEN:8080,reuseaddr - </dev/zero >/dev/null & trap 'kill %1' EXIT; sleep 0.2\n"
                + "podman run -d -p 8080:80 "
                + network(handler)
                + WEB
                + "exit $?\n");
    assertNotEquals(0, outcome.status());
    assertTrue(
        outcome
            .err()
            .contains(handler.equals("rootlesskit") ? "address already in use" : "add_hostfwd"),
        outcome.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rootlesskit", "slirp4netns"})
  void aRangeOfPorts(String handler) {
    Outcome outcome =
        Podman.bash(
            "podman run -d -p 127.0.0.1:8080-8084:80-84 "
                + network(handler)
                + """
                slirp4j-test sh -c 'echo hi >/index.html; for i in 0 1 2 3 4; do httpd -p 8$i -h /; done; sleep 100' >/dev/null
                for i in 0 1 2 3 4; do eventually curl -sSf http://127.0.0.1:808$i/; done
                """);
    assertEquals("hi\n".repeat(5), outcome.outIfOk());
  }

  @Test
  void reloadedNetworks() {
    Outcome outcome =
        Podman.bash(
            "podman run -d --name web --network podman -p 8080:80"
                + WEB
                + """
                eventually curl -sSf http://127.0.0.1:8080/
                podman network reload web >/dev/null
                eventually curl -sSf http://127.0.0.1:8080/
                """);
    assertEquals("hi\nhi\n", outcome.outIfOk());
  }

  @Test
  void theContainersPortIsClosed() {
    Outcome outcome =
        Podman.bash(
            "podman run -d -p 8080:80 "
                + network("slirp4netns")
                + """
                 slirp4j-test sleep 60 >/dev/null
                python3 -c '
                import errno, socket
                try:
                    socket.create_connection(("127.0.0.1", 8080), 5).recv(1)
                    print("an end, or a byte")
                except OSError as e:
                    print(errno.errorcode[e.errno])'
                """);
    // A connection that the container refuses is reset, as it was made on the host first.
    assertEquals("ECONNRESET\n", outcome.out(), outcome.err());
  }

  @Test
  void pods() {
    Outcome outcome =
        Podman.bash(
            "podman pod create --name pod -p 8080:80 >/dev/null; podman run -d --pod pod"
                + WEB
                + """
                eventually curl -sSf http://127.0.0.1:8080/
                podman run --rm --pod pod slirp4j-test curl -sSf http://127.0.0.1/
                podman run --rm --pod pod slirp4j-test curl -sSf http://web.example/hello
                podman pod stop -t 0 pod >/dev/null
                curl -sS http://127.0.0.1:8080/ || echo $?
                podman pod start pod >/dev/null && eventually curl -sSf http://127.0.0.1:8080/
                """);
    assertEquals("hi\nhi\nhello\n7\nhi\n", outcome.outIfOk());
  }
}
