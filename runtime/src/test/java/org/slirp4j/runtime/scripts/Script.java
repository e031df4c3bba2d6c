package org.slirp4j.runtime.scripts;

import org.slirp4j.runtime.testing.Outcome;
import org.slirp4j.runtime.testing.Surroundings;

/**
 * Bash scripts with a namespace in {@code $child} and, after {@code connect}, a helper in {@code
 * $slirp}.
 */
final class Script {
  private static final String SET_UP =
      """
      work=$(mktemp -d "$XDG_RUNTIME_DIR/XXXX")
      api=$work/api
      slirp=
      unshare --map-root-user --net sleep 1000 &
      child=$!
      trap 'kill $slirp $(jobs -p); rm -rf "$work"' EXIT
      until [[ $(</proc/$child/comm) == sleep ]]; do sleep 0.01; done
      inside() { nsenter --preserve-credentials -U -n -t "$child" "$@"; }
      start() { # the helper with these words; it is ready when a byte can be read from descriptor 5
        mkfifo "$work/ready"
        exec 5<>"$work/ready"
        "$helper" -r 3 "$@" 3>&5 5>&- >"$work/log" 2>&1 &
        slirp=$!
      }
      connect() {
        start "$@"
        read -r -n 1 -t 10 -u 5 || { cat "$work/log" >&2; exit 99; }
      }
      call() { printf '%s' "$1" | nc -N -U "$api"; }
      """;

  private Script() {}

  /** Runs a script. */
  static Outcome bash(String script) {
    return Surroundings.bash(SET_UP + script);
  }
}
