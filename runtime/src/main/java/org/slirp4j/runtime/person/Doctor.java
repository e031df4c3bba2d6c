package org.slirp4j.runtime.person;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.OpenFiles;
import org.slirp4j.runtime.Out;
import org.slirp4j.tapdev.Prerequisites;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.ProcessCalls;

/**
 * {@code slirp4j doctor}: looks at each thing that slirp4j needs of the machine, and says what is
 * wrong and the command that mends it. Everything is tried, not only looked up.
 */
final class Doctor {
  private static final Path SYSCTLS = Path.of("/proc/sys");
  private static final int MAX_SYSCTL_BYTES = 256;
  private static final int WANTED_FILES = 65_536;

  /** What a line says of its subject. */
  private enum State {
    OK("ok   "),
    /** Something works less well. */
    NOTE("note "),
    /** slirp4j does not work. */
    WRONG("WRONG");

    final String text;

    State(String text) {
      this.text = text;
    }
  }

  private boolean wrong;

  private Doctor() {}

  /** Prints a line per prerequisite; returns 1 if something essential is missing, else 0. */
  static int run() {
    Doctor doctor = new Doctor();
    doctor.architecture();
    doctor.userNamespaces();
    doctor.appArmor();
    doctor.tunDevice();
    doctor.tapInNamespace();
    doctor.pingSockets();
    doctor.openFiles();
    return doctor.wrong ? 1 : 0;
  }

  private void architecture() {
    String name = System.getProperty("os.arch");
    if (name.equals("amd64") || name.equals("aarch64")) {
      say(State.OK, "processor", name);
    } else {
      say(State.WRONG, "processor", name + " is neither x86-64 nor aarch64: no build for it");
    }
  }

  private void userNamespaces() {
    tried("user namespaces", "an ordinary user can make them", Prerequisites.tryUserNamespace());
  }

  private void appArmor() {
    String setting = sysctl("kernel/apparmor_restrict_unprivileged_userns");
    if (setting == null || setting.equals("0")) {
      say(State.OK, "AppArmor", "does not restrict user namespaces");
    } else {
      say(
          State.NOTE,
          "AppArmor",
          "restricts user namespaces of programs without a profile; if the line above is WRONG, as"
              + " root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0");
    }
  }

  private void tunDevice() {
    tried("/dev/net/tun", "can be opened by this user", Prerequisites.tryTunDevice());
  }

  private void tapInNamespace() {
    tried(
        "TAP in a namespace",
        "made, configured and taken away again",
        Prerequisites.tryTapInNamespace());
  }

  private void pingSockets() {
    String range = sysctl("net/ipv4/ping_group_range");
    if (range != null && allowsOurs(range)) {
      say(State.OK, "ping sockets", "open to group " + ProcessCalls.getegid());
    } else {
      say(
          State.NOTE,
          "ping sockets",
          "closed to this user: ping works to the gateway only; as root:"
              + " sysctl -w net.ipv4.ping_group_range='0 2147483647'");
    }
  }

  private static boolean allowsOurs(String range) {
    String[] ends = range.strip().split("\\s+", -1);
    try {
      long group = Integer.toUnsignedLong(ProcessCalls.getegid());
      return ends.length == 2
          && Long.parseLong(ends[0]) <= group
          && group <= Long.parseLong(ends[1]);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private void openFiles() {
    int limit = OpenFiles.limit();
    if (limit >= WANTED_FILES) {
      say(State.OK, "open files", limit == Integer.MAX_VALUE ? "no limit" : "up to " + limit);
    } else {
      say(
          State.NOTE,
          "open files",
          "up to "
              + limit
              + ", one per connection; for more, in /etc/security/limits.conf: * hard nofile"
              + " 1048576");
    }
  }

  /**
   * Reads a setting in one call: the kernel has no second piece of it, and Files.readString asks.
   */
  private static @Nullable String sysctl(String name) {
    byte[] text = new byte[MAX_SYSCTL_BYTES];
    try (InputStream file = Files.newInputStream(SYSCTLS.resolve(name))) {
      int length = file.read(text);
      return new String(text, 0, Math.max(length, 0), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return null; // this kernel does not have it
    }
  }

  private void tried(String subject, String good, @Nullable SystemCallException failure) {
    if (failure == null) {
      say(State.OK, subject, good);
    } else {
      say(State.WRONG, subject, String.valueOf(failure.getMessage()));
    }
  }

  private void say(State state, String subject, String text) {
    wrong |= state == State.WRONG;
    Out.print(state.text + "  " + String.format("%-20s", subject) + text + "\n");
  }
}
