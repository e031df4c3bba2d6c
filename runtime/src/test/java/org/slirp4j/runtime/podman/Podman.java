package org.slirp4j.runtime.podman;

import org.slirp4j.runtime.testing.Outcome;
import org.slirp4j.runtime.testing.Surroundings;

/** Scripts for podman, with the image's slirp4netns as its helper. */
final class Podman {
  private static final String SET_UP =
      """
      set -e
      export CONTAINERS_CONF=$XDG_RUNTIME_DIR/slirp4j-it.conf
      printf '[engine]\\n%s\\n%s\\n%s\\n%s\\n' >$CONTAINERS_CONF \\
        'cgroup_manager = "cgroupfs"' 'events_logger = "file"' 'runtime = "crun"' \\
        "network_cmd_path = \\"$helper\\""
      helpers() { pgrep -x slirp4netns; }
      no_helper() { ! helpers; }
      """;

  private Podman() {}

  /** Runs a bash script that uses podman, up to the first command that fails. */
  static Outcome bash(String script) {
    return Surroundings.bash(SET_UP + script);
  }

  /** Runs a line of shell in a new container; returns what it wrote. */
  static String inside(String options, String line) {
    return run(options, line).outIfOk();
  }

  /** Runs a line of shell in a new container. */
  static Outcome run(String options, String line) {
    return bash(
        "podman run --rm " + options + " slirp4j-test sh -c '" + line.replace("'", "'\\''") + "'");
  }

  /** Removes every container and pod. */
  static void removeAll() {
    bash("podman pod rm -fa -t 0; podman rm -fa -t 0").outIfOk();
  }
}
