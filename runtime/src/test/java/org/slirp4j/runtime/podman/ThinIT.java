package org.slirp4j.runtime.podman;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slirp4j.runtime.testing.Outcome;

/** podman with a daemon: each container's helper is a shell that waits, and no other is started. */
@Tag("kernel")
final class ThinIT {
  private static final String DAEMON =
      """
      export XDG_STATE_HOME=$XDG_RUNTIME_DIR/state
      ${helper%/*}/slirp4j daemon >$XDG_RUNTIME_DIR/daemon.log 2>&1 & daemon=$!
      trap 'kill $daemon; wait $daemon || true' EXIT
      eventually test -e $XDG_RUNTIME_DIR/slirp4j/front/daemon
      export SLIRP4J_DAEMON=require
      shells() { for each in $(helpers); do readlink /proc/$each/exe; done | grep -vc java; }
      """;

  @AfterEach
  void removeAll() {
    Podman.removeAll();
  }

  @Test
  void containersAreServed() {
    Outcome outcome =
        Podman.bash(
            DAEMON
                + """
                podman run --rm slirp4j-test curl -sSf http://web.example/hello
                podman run --rm -d --name box slirp4j-test sleep 100 >/dev/null
                shells
                podman rm -f -t 0 box
                eventually no_helper
                """);
    assertEquals("\nhello\n1\nbox\n\n", outcome.outIfOk());
  }

  /** It binds the same ports about 150 ms after the old exit descriptor has hung up. */
  @Test
  void portsAreFreeForARestart() {
    Outcome outcome =
        Podman.bash(
            DAEMON
                + """
                podman run -d --name box -p 8080:80 --network slirp4netns:port_handler=slirp4netns \\
                  slirp4j-test sh -c 'echo hi >/tmp/it; exec busybox httpd -f -p 80 -h /tmp' >/dev/null
                for i in 1 2 3; do
                  eventually curl -sSf http://127.0.0.1:8080/it
                  podman restart -t 0 box
                done
                eventually curl -sSf http://127.0.0.1:8080/it
                """);
    assertEquals("\n" + "hi\nbox\n".repeat(3) + "hi\n", outcome.outIfOk());
  }

  @Test
  void bridgesAndBuildsAreServed() {
    Outcome outcome =
        Podman.bash(
            DAEMON
                + """
                podman network create bridge1 >/dev/null
                podman run --rm --network bridge1 slirp4j-test curl -sSf http://203.0.113.80/hello
                podman network rm -f bridge1
                printf 'FROM slirp4j-test\\nRUN curl -sSf http://web.example/hello\\n' >Containerfile
                podman build --no-cache -t built . | grep -x hello
                rm Containerfile
                podman rmi built >/dev/null
                eventually no_helper
                """);
    assertEquals("\nhello\nbridge1\nhello\n\n", outcome.outIfOk());
  }
}
