package org.slirp4j.runtime.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.testing.Outcome;

/** The API as scripts use it, and what comes through the ports that it opens. */
@Tag("kernel")
final class ApiSocketIT {
  private static final String WEB =
      """
      connect -c --api-socket "$api" $child tap0
      inside busybox httpd -f -p 80 -h /mnt/www &
      add='{"execute":"add_hostfwd","arguments":{"proto":"tcp","host_addr":"0.0.0.0","host_port":8080,"guest_addr":"10.0.2.100","guest_port":80}}'
      """;

  @Test
  void aPortFromItsOpeningToItsEnd() {
    Outcome outcome =
        Script.bash(
            WEB
                + """
                call "$add" | jq -c .
                call '{"execute":"list_hostfwd"}' | jq -c '.entries // .return.entries'
                eventually curl -sSf http://127.0.0.1:8080/hello
                curl -sSf http://198.51.100.10:8080/hello
                call '{"execute":"remove_hostfwd","arguments":{"id":1}}' | jq -c .
                curl -sS http://127.0.0.1:8080/hello || echo $?
                call '{"execute":"list_hostfwd"}' | jq -c '.entries // .return.entries'
                """);
    assertEquals(
        """
        {"return":{"id":1}}
        [{"id":1,"proto":"tcp","host_addr":"0.0.0.0","host_port":8080,"guest_addr":"10.0.2.100","guest_port":80}]
        hello
        hello
        {"return":{}}
        7
        []
        """,
        outcome.outIfOk());
  }

  @Test
  void addressesThatAreMissingOrEmptyAreTheDefaults() {
    Outcome outcome =
        Script.bash(
            WEB
                + """
                call '{"execute":"add_hostfwd","arguments":{"proto":"tcp","host_port":8081,"guest_port":80}}' | jq -c .
                call '{"execute":"add_hostfwd","arguments":{"proto":"tcp","host_addr":"","host_port":8082,"guest_addr":"","guest_port":80}}' | jq -c .
                eventually curl -sSf http://127.0.0.1:8081/hello
                curl -sSf http://127.0.0.1:8082/hello
                """);
    assertEquals(
        "{\"return\":{\"id\":1}}\n{\"return\":{\"id\":2}}\nhello\nhello\n", outcome.outIfOk());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nc -N -U", "nc -q 1 -U", "socat -t 5 - UNIX-CONNECT:"})
  void clientsOfEveryKind(String client) {
    String call = client.endsWith(":") ? client + "\"$api\"" : client + " \"$api\"";
    Outcome outcome = Script.bash(WEB + "echo \"$add\" | " + call + " | jq -c .\n");
    assertEquals("{\"return\":{\"id\":1}}\n", outcome.outIfOk());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no JSON|bad request: cannot parse JSON",
        "{}|bad request: no execute found",
        "{\"execute\":\"nothing\"}|bad request: unknown execute",
        "{\"execute\":\"remove_hostfwd\",\"arguments\":{\"id\":42}}|bad request: remove_hostfwd: ",
        "{\"execute\":\"add_hostfwd\",\"arguments\":{\"proto\":\"sctp\",\"host_port\":1,\"guest_port\":1}}|bad request: add_hostfwd: bad arguments.proto",
        "{\"execute\":\"add_hostfwd\",\"arguments\":{\"proto\":\"tcp\",\"guest_port\":1}}|bad request: add_hostfwd: bad arguments.host_port",
      })
  void errors(String request, String description) {
    Outcome outcome = Script.bash(WEB + "call '" + request + "' | jq -r .error.desc\n");
    assertTrue(outcome.outIfOk().startsWith(description), outcome.out());
  }

  @Test
  void aPortThatIsTaken() {
    Outcome outcome =
        Script.bash(WEB + "call \"$add\" | jq -c .; call \"$add\" | jq -r .error.desc\n");
    assertTrue(
        outcome
            .outIfOk()
            .startsWith(
                "{\"return\":{\"id\":1}}\nbad request: add_hostfwd: slirp_add_hostfwd failed"),
        outcome.out());
  }

  // With 1.2 the reply of a forwarded UDP port reaches a loopback client only while the host's
  // loopback is open.
  @ParameterizedTest
  @ValueSource(strings = {"", "--disable-host-loopback"})
  void udp(String option) {
    Outcome outcome =
        Script.bash(
            "connect -c "
                + option
                + """
                 --api-socket "$api" $child tap0
                inside socat -b65507 UDP-RECVFROM:81,fork PIPE &
                call '{"execute":"add_hostfwd","arguments":{"proto":"udp","host_addr":"127.0.0.1","host_port":8081,"guest_port":81}}' | jq -c .
                echo() { printf "datagram $1" | socat -b65507 -t 0.3 - UDP:127.0.0.1:8081 | grep "$1"; }
                eventually echo 1
                echo 2
                head -c 20000 /dev/zero | socat -b65507 -t 0.5 - UDP:127.0.0.1:8081 | wc -c
                """);
    assertEquals("{\"return\":{\"id\":1}}\ndatagram 1\ndatagram 2\n20000\n", outcome.outIfOk());
  }

  @Test
  void manyClientsAtOnce() {
    Outcome outcome =
        Script.bash(
            WEB
                + """
                call "$add" >/dev/null
                eventually curl -sSf http://127.0.0.1:8080/hello
                for i in $(seq 100); do curl -sSf -m 20 http://127.0.0.1:8080/hello & done | sort | uniq -c
                """);
    assertEquals("hello 100 hello", outcome.outIfOk().replaceAll("\\s+", " ").strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-R"})
  void iperfThroughAForward(String reverse) {
    Outcome outcome =
        Script.bash(
            """
            connect -c -m 65520 --api-socket "$api" $child tap0
            inside iperf3 -s >/dev/null &
            call '{"execute":"add_hostfwd","arguments":{"proto":"tcp","host_port":5301,"guest_port":5201}}' >/dev/null
            sleep 0.2
            iperf3 -c 127.0.0.1 -p 5301 -P 8 -t 1 -f m\
            """
                + " "
                + reverse
                + " | grep 'SUM.*receiver'\n");
    assertTrue(outcome.outIfOk().contains("Mbits/sec"), outcome.out());
  }

  // Scripts wait for the TAP, not for the socket.
  @Test
  void theSocketAcceptsAsSoonAsTheTapIsThere() {
    Outcome outcome =
        Script.bash(
            """
            start -c --api-socket "$api" $child tap0
            until inside test -e /sys/class/net/tap0 || [[ $(inside cat /proc/net/dev) == *tap0* ]]; do :; done
            call '{"execute":"list_hostfwd"}' | jq -c '.entries // .return.entries'
            """);
    assertEquals("[]\n", outcome.outIfOk());
  }

  @Test
  void inTheSandbox() {
    Outcome outcome =
        Script.bash(
            WEB.replace("connect -c", "connect -c --enable-sandbox --enable-seccomp")
                + """
                call "$add" | jq -c .
                eventually curl -sSf http://127.0.0.1:8080/hello
                """);
    assertEquals("{\"return\":{\"id\":1}}\nhello\n", outcome.outIfOk());
  }

  @Test
  void aPathThatIsTooLong() {
    Outcome outcome =
        Script.bash(
            "\"$helper\" -c --api-socket /tmp/" + "x".repeat(110) + " $child tap0 2>&1; echo $?\n");
    assertTrue(
        outcome.out().contains("the specified API socket path is too long (>= 108)"),
        outcome.out());
    assertTrue(outcome.out().endsWith("1\n"), outcome.out());
  }
}
