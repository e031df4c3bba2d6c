package org.slirp4j.runtime.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.testing.Outcome;

/** What a confined process can and cannot do: {@link Probe} in a real one. */
@Tag("kernel")
final class ConfinementIT {
  /** The status of a process that was killed by SIGSYS. */
  private static final int KILLED = 128 + 31;

  private static final List<String> JAVA =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto",
          "--enable-native-access=ALL-UNNAMED",
          "-cp",
          System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));

  private static Outcome probe(String how, String thing) {
    List<String> command =
        new ArrayList<>(List.of("prlimit", "--core=0", "unshare", "--user", "--map-root-user"));
    command.addAll(JAVA);
    command.addAll(List.of(Probe.class.getName(), how, thing));
    return Outcome.of(command);
  }

  @ParameterizedTest
  @CsvSource({
    "nothing, done",
    "start a thread, done",
    "udp, done",
    "read resolv.conf, done",
    "read a device, ENOENT",
    "read passwd by .., ENOENT",
    "create a file, EROFS",
    "execve, ENOENT",
    "mount, EPERM",
    "chroot, EPERM"
  })
  void sandboxHidesTheHost(String thing, String expected) {
    assertEquals(expected, probe("sandbox", thing).outIfOk().strip());
  }

  @ParameterizedTest
  @CsvSource({
    "nothing, done",
    "start a thread, done",
    "load a class, done",
    "udp, done",
    "read a device, done",
    "write a device, EPERM",
    "create a file, EPERM",
    "netlink, EAFNOSUPPORT",
    "unix, EAFNOSUPPORT",
    "kill the parent, EPERM"
  })
  void filterRefuses(String thing, String expected) {
    assertEquals(expected, probe("seccomp", thing).outIfOk().strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"fork", "execve", "ptrace", "unshare", "mount", "chroot"})
  void filterKills(String thing) {
    Outcome outcome = probe("seccomp", thing);
    assertEquals(KILLED, outcome.status(), outcome.toString());
  }

  @Test
  void bothTogetherLeaveAWorkingProcess() {
    assertEquals("done", probe("both", "udp").outIfOk().strip());
    assertEquals("EPERM", probe("both", "create a file").outIfOk().strip());
  }
}
