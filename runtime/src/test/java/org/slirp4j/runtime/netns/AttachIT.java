package org.slirp4j.runtime.netns;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Outcome;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/** What slirp4netns connects other than a TAP that it opens, and descriptors that are not open. */
@Tag("kernel")
final class AttachIT {
  private static final int ADDRESS_BYTES = 110;
  private static final int ARP_BYTES = 42;

  /** Opens tap0 as descriptor 3 with the kind in $ENV{KIND}, and becomes the program named. */
  private static final String WITH_TAP =
      "$^F = 9; open(my $tap, '+<', '/dev/net/tun') or die $!;"
          + " ioctl($tap, 0x400454ca, pack('a16 S x22', 'tap0', hex($ENV{KIND}))) or die $!;"
          + " system('ip link set lo up; ip address add 10.0.2.100/24 dev tap0;"
          + " ip link set tap0 up') == 0 or die;"
          + " exec(@ARGV, fileno($tap)) or die $!;";

  /** Without and with vnet header: IFF_TAP, IFF_NO_PI, IFF_VNET_HDR. */
  @ParameterizedTest
  @ValueSource(strings = {"1002", "5002"})
  void takesAnInheritedTap(String kind) throws IOException {
    try (Namespace namespace = Namespace.make()) {
      Process helper =
          namespace.start(
              "env",
              "KIND=" + kind,
              "perl",
              "-e",
              WITH_TAP,
              Image.program("slirp4netns"),
              "-r",
              "1",
              "--netns-type=tapfd");
      try {
        awaitOutput(helper, "Recommended IP:  10.0.2.100");
        namespace.inside("ping", "-c1", "-W5", "10.0.2.2").outIfOk();
        namespace.inside("ping", "-c1", "-s3000", "-W5", "10.0.2.2").outIfOk();
        Outcome refused = namespace.insideShell("curl -sv -m 5 http://10.0.2.2:9/");
        assertTrue(refused.err().contains("Connection refused"), refused.err());
      } finally {
        helper.destroyForcibly();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 77})
  void refusesADescriptorThatIsNotOpen(int fd) {
    Outcome outcome = Image.slirp4netns("--netns-type=tapfd", Integer.toString(fd));
    assertEquals(1, outcome.status());
    assertEquals(
        "ioctl TUNGETIFF file descriptor "
            + fd
            + ": EBADF (Bad file descriptor): it is not open; start with an open TAP there, as"
            + " --netns-type=tapfd says\n",
        outcome.err());
  }

  @Test
  void refusesADescriptorThatIsNoTap() {
    Outcome outcome = Image.slirp4netns("--netns-type=tapfd", "0");
    assertEquals(1, outcome.status());
    assertTrue(
        outcome.err().startsWith("ioctl TUNGETIFF file descriptor 0: ENOTTY"), outcome.err());
  }

  /** 3 to 6 are numbers that the virtual machine takes for its own files. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6})
  void endsWhenTheExitFdIsNotOpenAndLeavesItsOwnFilesAlone(int fd) {
    try (Namespace namespace = Namespace.make()) {
      Outcome outcome = Image.slirp4netns("-c", "-e" + fd, "-r" + fd, namespace.pid(), "tap0");
      assertEquals(0, outcome.status(), outcome.err());
      assertTrue(outcome.out().startsWith("Starting slirp\n"), outcome.out());
      assertEquals(
          "WARNING: ready-fd " + fd + " is not open: nobody is told of the network\n",
          outcome.err());
    }
  }

  @Test
  void talksToABessPeerUntilItLeaves(@TempDir Path folder) throws IOException {
    Path socket = folder.resolve("bess");
    try (Slirp4netnsProcess helper = bess(socket)) {
      int peer = connect(socket);
      helper.awaitReady();
      assertFalse(Files.exists(socket), "one peer is all");
      assertEquals("0a000202", senderOfArpReply(peer));
      FileCalls.close(peer);
      assertEquals(0, helper.awaitEnd());
      assertTrue(
          helper
              .log()
              .endsWith(socket + ": the peer has closed its end of the connection; ending\n"),
          helper.log());
    }
  }

  @Test
  void stopsWaitingForABessPeerWhenTheExitFdHangsUp(@TempDir Path folder) {
    Path socket = folder.resolve("bess");
    try (Slirp4netnsProcess helper = bess(socket)) {
      assertTrue(helper.isAlive());
      helper.hangUp();
      assertEquals(0, helper.awaitEnd());
      assertFalse(Files.exists(socket));
    }
  }

  private static Slirp4netnsProcess bess(Path socket) {
    Slirp4netnsProcess helper =
        Slirp4netnsProcess.started("--target-type=bess", "-r", "3", "-e", "4", socket.toString());
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> helper.log().contains("Waiting for connection to " + socket + "\n"));
    return helper;
  }

  private static int connect(Path socket) {
    int fd = SocketCalls.socket(SocketCalls.AF_UNIX, SocketCalls.SOCK_SEQPACKET, 0);
    try (NativeBlock address = new NativeBlock(ADDRESS_BYTES)) {
      address.putShort(0, SocketCalls.AF_UNIX);
      address.putBytes(2, socket.toString().getBytes(StandardCharsets.UTF_8));
      assertEquals(0, SocketCalls.connect(fd, address.address(), ADDRESS_BYTES));
    }
    return fd;
  }

  /** Asks who has 10.0.2.2; returns the sender's address in the reply. */
  private static String senderOfArpReply(int peer) {
    byte[] request =
        HexFormat.of()
            .parseHex(
                "ffffffffffff0200000000010806"
                    + "0001080006040001"
                    + "0200000000010a000264"
                    + "0000000000000a000202");
    try (NativeBlock block = new NativeBlock(1514)) {
      block.putBytes(0, request);
      assertEquals(ARP_BYTES, FileCalls.write(peer, block.address(), request.length));
      long length = FileCalls.read(peer, block.address(), block.bytes());
      assertTrue(length >= ARP_BYTES, "length " + length);
      return HexFormat.of().formatHex(block.getBytes(28, 4));
    }
  }

  private static void awaitOutput(Process process, String text) {
    StringBuilder said = new StringBuilder();
    await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> {
          while (process.getInputStream().available() > 0) {
            said.append((char) process.getInputStream().read());
          }
          assertTrue(process.isAlive(), () -> said.toString());
          return said.indexOf(text) >= 0;
        });
  }
}
