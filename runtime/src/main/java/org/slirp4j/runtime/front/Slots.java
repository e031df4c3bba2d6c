package org.slirp4j.runtime.front;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;

/**
 * FIFOs made beforehand, because a shell cannot make one without a child process. A front claims
 * one by making the file {@code N.taken}, which only one can; when its request has come, a new FIFO
 * takes the name.
 */
final class Slots {
  /**
   * As door.sh has it: fronts between their claim and their request being read, a millisecond each
   * when few come and as long as all of them take when many come at once.
   */
  static final int COUNT = 256;

  /**
   * What a FIFO holds: the longest answers are the counters. A user's pipes may hold 64 MiB in all
   * before new ones are made small, which splicing would feel; each counts whole: pipe(7).
   */
  private static final int PIPE_BYTES = 16_384;

  /** After this a claim has been given up: its front has died between the two. */
  private static final int CLAIM_SECONDS = 5;

  private static final String CLAIM = ".taken";
  private static final int OWNER_ONLY = 0600;
  private static final int O_WRONLY = 1;

  private final Path folder;
  private final @Nullable Slot[] slots = new Slot[COUNT];
  private long lastReapNanos = System.nanoTime();

  /**
   * A FIFO that waits for its reader.
   *
   * @param fd its writing end
   * @param file which file it is
   */
  record Slot(int fd, Object file) {}

  private Slots(Path folder) {
    this.folder = folder;
  }

  /** Makes all slots, in place of those that another daemon has left. */
  static Slots make(Path folder) throws IOException {
    Slots made = new Slots(folder);
    try (DirectoryStream<Path> claims = Files.newDirectoryStream(folder, "*" + CLAIM)) {
      for (Path claim : claims) {
        Files.deleteIfExists(claim);
      }
    }
    for (int i = 0; i < COUNT; i++) {
      made.slots[i] = made.fifo(i);
    }
    return made;
  }

  /** Tells whether there is such a slot. */
  static boolean has(int number) {
    return number >= 0 && number < COUNT;
  }

  /**
   * Takes slot {@code number}, from 0 to {@link #COUNT}, out: its writing end is the taker's.
   * {@link #renew} is to follow.
   *
   * @return the slot, or null when there could be none
   */
  @Nullable Slot take(int number) {
    Slot slot = slots[number];
    slots[number] = null;
    return slot;
  }

  /** Puts a new FIFO in the place of one that is in use now, and lifts the claim on it. */
  void renew(int number) throws IOException {
    slots[number] = fifo(number);
    Files.deleteIfExists(claim(number));
  }

  /**
   * Renews what was claimed long ago and never used, unless that was looked for just now. A front
   * that is late reads the end.
   */
  void reap() throws IOException {
    long now = System.nanoTime();
    if (now - lastReapNanos < TimeUnit.SECONDS.toNanos(CLAIM_SECONDS)) {
      return;
    }
    lastReapNanos = now;
    Instant limit = Instant.now().minusSeconds(CLAIM_SECONDS);
    for (int i = 0; i < COUNT; i++) {
      Path claim = claim(i);
      if (Files.exists(claim) && Files.getLastModifiedTime(claim).toInstant().isBefore(limit)) {
        close(take(i));
        renew(i);
      }
    }
  }

  void close() {
    for (Slot slot : slots) {
      close(slot);
    }
  }

  private static void close(@Nullable Slot slot) {
    if (slot != null) {
      FileCalls.close(slot.fd);
    }
  }

  private Path claim(int number) {
    return folder.resolve(number + CLAIM);
  }

  private Slot fifo(int number) throws IOException {
    Path half = folder.resolve(number + ".new");
    Files.deleteIfExists(half);
    makeFifo(half);
    // A writing end cannot be opened before there is a reading one: fifo(7).
    int both = open(half, FileCalls.O_RDWR);
    try {
      int fd = open(half, O_WRONLY);
      FileCalls.fcntl(fd, FileCalls.F_SETPIPE_SZ, PIPE_BYTES); // as it is, if it may not
      Object file = Files.readAttributes(half, BasicFileAttributes.class).fileKey();
      Files.move(half, folder.resolve(Integer.toString(number)), StandardCopyOption.ATOMIC_MOVE);
      return new Slot(fd, file);
    } finally {
      FileCalls.close(both);
    }
  }

  /** Makes a FIFO for this user alone. */
  static void makeFifo(Path path) throws SystemCallException {
    if (FileCalls.mkfifo(path.toString(), OWNER_ONLY) != 0) {
      throw new SystemCallException(
          "mkfifo", path.toString(), Errno.last(), "the front door is not open");
    }
  }

  /** Opens a FIFO without waiting for its other end. */
  static int open(Path path, int access) throws SystemCallException {
    int fd = FileCalls.open(path.toString(), access | FileCalls.O_NONBLOCK | FileCalls.O_CLOEXEC);
    if (fd < 0) {
      throw new SystemCallException("open", path.toString(), Errno.last(), "");
    }
    return fd;
  }
}
