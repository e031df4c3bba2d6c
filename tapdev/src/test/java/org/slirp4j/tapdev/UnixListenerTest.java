package org.slirp4j.tapdev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/** Whose file a socket may replace and remove. */
class UnixListenerTest {
  private static final int ADDRESS_BYTES = 110;

  @TempDir private Path folder;

  private UnixListener bind() throws SystemCallException {
    int type = SocketCalls.SOCK_STREAM | SocketCalls.SOCK_NONBLOCK;
    return UnixListener.bind(path().toString(), type, 4);
  }

  private Path path() {
    return folder.resolve("socket");
  }

  private NativeBlock address() {
    NativeBlock address = new NativeBlock(ADDRESS_BYTES);
    address.putShort(0, SocketCalls.AF_UNIX);
    address.putBytes(2, path().toString().getBytes(StandardCharsets.UTF_8));
    return address;
  }

  /** Returns a socket that holds the path and does not listen yet. */
  private int holder(int type) {
    int fd = SocketCalls.socket(SocketCalls.AF_UNIX, type, 0);
    try (NativeBlock address = address()) {
      assertEquals(0, SocketCalls.bind(fd, address.address(), ADDRESS_BYTES));
    }
    return fd;
  }

  private String refusal() {
    return assertThrows(SystemCallException.class, this::bind).getMessage();
  }

  @Test
  void onlyItsOwnerMayConnect() throws IOException {
    try (UnixListener listener = bind()) {
      assertTrue(listener.fd() >= 0);
      assertEquals(
          PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(path()));
    }
    assertFalse(Files.exists(path()));
  }

  @ParameterizedTest
  @ValueSource(ints = {SocketCalls.SOCK_STREAM, SocketCalls.SOCK_SEQPACKET, SocketCalls.SOCK_DGRAM})
  void aSocketThatNoProgramHoldsIsReplaced(int type) throws SystemCallException {
    FileCalls.close(holder(type));
    bind().close();
    assertFalse(Files.exists(path()));
  }

  @ParameterizedTest
  @ValueSource(ints = {SocketCalls.SOCK_STREAM, SocketCalls.SOCK_SEQPACKET, SocketCalls.SOCK_DGRAM})
  void aSocketThatAProgramHoldsIsNotEvenBeforeItListens(int type) throws SystemCallException {
    int held = holder(type);
    assertTrue(refusal().contains("another program listens there"), this::refusal);
    assertTrue(Files.exists(path()));
    FileCalls.close(held);
    bind().close();
  }

  /** With a backlog of one, a client too many would be one that nobody gets. */
  @Test
  void askingWhetherItIsHeldIsNoClient() throws SystemCallException {
    try (UnixListener listener = bind()) {
      for (int i = 0; i < 10; i++) {
        assertTrue(refusal().contains("another program listens there"));
      }
      assertTrue(SocketCalls.accept4(listener.fd(), 0, 0, 0) < 0);
      assertEquals(Errno.EAGAIN, Errno.last());
    }
  }

  @Test
  void filesAndLinksStay() throws IOException {
    Files.writeString(path(), "somebody's");
    assertTrue(refusal().contains("a file that is no socket is there"), this::refusal);
    assertEquals("somebody's", Files.readString(path()));
    Files.delete(path());
    Files.createSymbolicLink(path(), folder.resolve("elsewhere"));
    assertTrue(refusal().contains("a file that is no socket is there"), this::refusal);
    assertTrue(Files.isSymbolicLink(path()));
  }

  @Test
  void whatHasItsNameInTheEndStays() throws IOException {
    UnixListener listener = bind();
    listener.remember();
    Files.delete(path());
    Files.writeString(path(), "another's");
    listener.close();
    listener.close();
    assertEquals("another's", Files.readString(path()));
  }

  @Test
  void whatComesAfterItHasGoneStays() throws IOException {
    UnixListener listener = bind();
    Files.delete(path());
    listener.remember();
    Files.writeString(path(), "another's");
    listener.close();
    assertEquals("another's", Files.readString(path()));
  }

  /** The locale's character set has no ü: {@link Path} knows no such name. */
  @Test
  void aNameThatTheLocaleCannotSpellIsAsGoodAsAnother() throws Exception {
    ProcessBuilder java =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Named.class.getName(),
            folder.toString());
    java.environment().put("LC_ALL", "C");
    java.redirectErrorStream(true);
    Process process = java.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("110", output.strip());
  }

  @Test
  void aPathThatFitsNoAddressIsRefused() {
    for (String path : new String[] {"", "/" + "x".repeat(107)}) {
      SystemCallException e =
          assertThrows(
              SystemCallException.class, () -> UnixListener.bind(path, SocketCalls.SOCK_STREAM, 1));
      assertEquals(Errno.EINVAL, e.errno());
    }
    assertFalse(Files.exists(path(), LinkOption.NOFOLLOW_LINKS));
  }

  /** Makes a socket, leaves its file as a process that is killed, makes it anew and removes it. */
  static final class Named {
    private Named() {}

    public static void main(String[] words) throws SystemCallException {
      File folder = new File(words[0]);
      UnixListener killed = listener(folder);
      System.out.print(folder.list().length);
      FileCalls.close(killed.fd());
      UnixListener next = listener(folder);
      System.out.print(folder.list().length);
      next.close();
      System.out.print(folder.list().length);
    }

    private static UnixListener listener(File folder) throws SystemCallException {
      UnixListener made = UnixListener.bind(folder + "/\u00fc", SocketCalls.SOCK_STREAM, 4);
      made.remember();
      return made;
    }
  }
}
