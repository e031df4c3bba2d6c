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

/** The helper's life: it begins with its container and ends with it, whatever ends that. */
@Tag("kernel")
final class LifeIT {
  @AfterEach
  void removeAll() {
    Podman.removeAll();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop -t 0", "kill", "rm -f -t 0"})
  void endsWithTheContainer(String verb) {
    Outcome outcome =
        Podman.bash(
            "podman run -d --name box -p 8080:80 --network slirp4netns:port_handler=slirp4netns slirp4j-test"
                + " sleep 100 >/dev/null; helpers | wc -l; podman "
                + verb
                + " box; eventually no_helper\n");
    assertEquals("1\nbox\n\n", outcome.outIfOk());
  }

  @Test
  void theEndOfTheContainersProgram() {
    Outcome outcome =
        Podman.bash("podman run slirp4j-test sh -c 'exit 7' || echo $?; eventually no_helper\n");
    assertEquals("7\n\n", outcome.outIfOk());
  }

  // Each has the same address inside and its own way out.
  @Test
  void twentyAtOnce() {
    Outcome outcome =
        Podman.bash(
            """
            for i in $(seq 20); do
              podman run --rm slirp4j-test sh -c \\
                'curl -sSf -m 20 http://web.example/big | wc -c; curl -sSf -m 10 -6 http://web.example/hello' &
            done | sort | uniq -c
            wait
            eventually no_helper
            """);
    assertEquals("20 16777216 20 hello", outcome.outIfOk().replaceAll("\\s+", " ").strip());
  }

  @Test
  void aHelperThatCannotStartIsQuoted() {
    Outcome outcome = Podman.run("--network slirp4netns:cidr=10.0.2.7/24", "true");
    assertNotEquals(0, outcome.status());
    assertTrue(
        outcome.err().contains("CIDR needs to be a network address like 10.0.2.0/24"),
        outcome.err());
  }

  @Test
  void oneHelperServesAllBridgeNetworks() {
    Outcome outcome =
        Podman.bash(
            """
            podman network create bridge1 >/dev/null
            podman run -d --network bridge1 --name box slirp4j-test sleep 100 >/dev/null
            podman run --rm --network bridge1 slirp4j-test curl -sSf http://203.0.113.80/hello
            podman exec box curl -sSf http://web.example/hello
            helpers | wc -l
            podman rm -f -t 0 box
            podman network rm bridge1
            eventually no_helper
            """);
    assertEquals("hello\nhello\n1\nbox\nbridge1\n\n", outcome.outIfOk());
  }

  @Test
  void buildsHaveANetwork() {
    Outcome outcome =
        Podman.bash(
            """
            printf 'FROM slirp4j-test\\nRUN curl -sSf http://web.example/hello\\n' >Containerfile
            trap 'rm Containerfile' EXIT
            podman build --no-cache -t built . && podman rmi built >/dev/null
            """);
    assertTrue(outcome.outIfOk().lines().anyMatch("hello"::equals), outcome.out() + outcome.err());
  }
}
