package org.slirp4j.runtime.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.testing.Outcome;
import org.slirp4j.runtime.testing.Surroundings;

/** A daemon from its start to its end, once with each of RootlessKit's port drivers. */
@Tag("kernel")
final class DockerIT {
  @ParameterizedTest
  @ValueSource(strings = {"builtin", "slirp4netns"})
  void runsContainers(String portDriver) {
    Outcome outcome =
        Surroundings.bash(
            """
            export PATH=$PATH:$DOCKER_FOLDER/usr/bin:$DOCKER_FOLDER/usr/sbin
            export DOCKER_HOST=unix://$XDG_RUNTIME_DIR/docker.sock DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER=%s
            log=$XDG_RUNTIME_DIR/docker.log
            "$DOCKER_FOLDER/usr/share/docker.io/contrib/dockerd-rootless.sh" --storage-driver vfs \\
              --data-root "$XDG_DATA_HOME/docker" --exec-root "$XDG_RUNTIME_DIR/docker-exec" >"$log" 2>&1 &
            trap 'kill %%1; wait' EXIT
            eventually docker info >/dev/null || { cat "$log"; exit 1; }
            docker import /mnt/image.tar test >/dev/null
            docker run --rm test curl -sSf http://web.example/hello
            docker run --rm test sh -c 'curl -sSf http://four.example/big | wc -c'
            docker run -d --name web -p 127.0.0.1:8080:80 test sh -c 'echo hi >/index.html; exec httpd -f -p 80 -h /' >/dev/null
            eventually curl -sSf http://127.0.0.1:8080/
            docker rm -f web
            grep -o -e '--net=slirp4netns.*--disable-host-loopback' "$log" | head -n 1
            """
                .formatted(portDriver));
    List<String> lines = outcome.outIfOk().lines().toList();
    assertEquals(List.of("hello", "16777216", "hi", "web"), lines.subList(0, 4), outcome.err());
    assertTrue(lines.get(4).contains("--mtu=65520"), lines.get(4));
  }
}
