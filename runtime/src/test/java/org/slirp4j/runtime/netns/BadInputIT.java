package org.slirp4j.runtime.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Outcome;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/** One line, exit status 1, and nothing left behind: for everything that cannot be done. */
@Tag("kernel")
class BadInputIT {
  private Namespace namespace;

  @BeforeEach
  void make() {
    namespace = Namespace.make();
  }

  @AfterEach
  void end() {
    seeThatNothingIsLeftIn(namespace);
    namespace.close();
  }

  void seeThatNothingIsLeftIn(Namespace container) {
    assertEquals(List.of("lo"), container.interfaces(), "an interface is left behind");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--foo PID tap0             | slirp4netns: unrecognized option '--foo'",
        "-c -m 0 PID tap0           | MTU must be a positive integer (< 65522)",
        "-c --cidr 10.0.2.1/24 PID tap0 | CIDR needs to be a network address",
        "-c 4194304 tap0            | open /proc/4194304/ns/net: ENOENT",
        "-c --netns-type=path /etc/passwd tap0 | setns /etc/passwd: ENOTTY",
        "-c --netns-type=path /no/such tap0 | existing path expected when --netns-type=path:"
            + " /no/such: ENOENT",
        "-c --userns-path=/etc/passwd PID tap0 | setns /etc/passwd: ENOTTY",
        "-c PID lo                  | ioctl TUNSETIFF lo: EINVAL",
        "-c PID a/b                 | ioctl TUNSETIFF a/b: EINVAL",
      })
  void getsOneLine(String line, String text) {
    Outcome outcome = Image.slirp4netns(line.replace("PID", namespace.pid()).split(" ", -1));
    assertOneLine(text, outcome);
  }

  @Test
  void refusesATapNameThatIsTaken() {
    try (Slirp4netnsProcess first = Slirp4netnsProcess.ready("-c", namespace.pid(), "tap0")) {
      assertOneLine(
          "ioctl TUNSETIFF tap0: EBUSY (Device or resource busy): ",
          Image.slirp4netns("-c", namespace.pid(), "tap0"));
      assertTrue(first.isAlive());
      namespace.inside("ping", "-c1", "-W5", "10.0.2.2").outIfOk();
    }
  }

  @Test
  void tellsWhatIsWrongWithTheTunDevice() {
    String line =
        "mount --bind /dev/net/tun /dev/net/tun && mount -o remount,bind,nodev /dev/net/tun;"
            + " unshare -n sleep 100 & until [ \"$(cat /proc/$!/comm)\" = sleep ]; do :; done;"
            + " \"$0\" -c $! tap0; status=$?; kill $!; exit $status";
    assertOneLine("open /dev/net/tun: EACCES (Permission denied): ", inNewUserNamespace(line));
  }

  /** From another user namespace, next to the container's. */
  @Test
  void tellsThatItMayNotEnter() {
    assertOneLine(
        "open " + namespace.path() + ": EACCES (Permission denied): ",
        inNewUserNamespace("exec \"$0\" -c " + namespace.pid() + " tap0"));
  }

  @Test
  void showsTheUsageWhenWordsAreMissing() {
    Outcome outcome = Image.slirp4netns("-c", namespace.pid());
    assertEquals(1, outcome.status());
    assertTrue(outcome.err().startsWith("PID or PATH, and TAPNAME are needed"), outcome.err());
    assertTrue(outcome.out().startsWith("Usage: slirp4netns"), outcome.out());
  }

  /** Runs a line of shell, in which $0 is slirp4netns, in new user and mount namespaces. */
  private static Outcome inNewUserNamespace(String line) {
    String program = Image.program("slirp4netns");
    return Outcome.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", line, program);
  }

  private static void assertOneLine(String beginning, Outcome outcome) {
    assertTrue(outcome.err().startsWith(beginning), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertEquals("", outcome.out());
    assertEquals(1, outcome.status());
  }
}
