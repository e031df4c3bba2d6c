package org.slirp4j.runtime.sandbox;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.Prerequisites;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.ProcessCalls;

/**
 * A second beginning of this process, in a user namespace of its own where it has the capabilities
 * that an ordinary user lacks.
 *
 * <p>A process may enter one only while it has a single thread, which a virtual machine never has.
 * So unshare(1) is executed in the place of this program, and executes it again with the same words
 * and two properties: what it holds open, its TAP first of all, it keeps. The process stays the
 * same for whoever watches it: execve(2) is made by its first thread, to which pid, parent and the
 * signal for the parent's death belong.
 */
public final class OwnUserNamespace {
  /** The properties that the second beginning has: descriptors of what is open, or −1. */
  private static final String TAP = "slirp4j.userns.tap";

  private static final String API = "slirp4j.userns.api";
  private static final String INSIDE = "slirp4j.userns.inside";
  private static final String INSIDE_6 = "slirp4j.userns.inside6";

  /**
   * What is to be open in the second beginning besides what was inherited.
   *
   * @param tap a TAP, or −1
   * @param api an API socket, or −1
   * @param inside IPv4 sockets of the container's namespace
   * @param inside6 IPv6 ones
   */
  @SuppressWarnings("ArrayRecordComponent") // it is never compared
  public record Kept(int tap, int api, int[] inside, int[] inside6) {}

  private static final int NOT_AGAIN = Integer.MIN_VALUE;
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
  private static final File DESCRIPTORS = new File("/proc/self/fd");
  private static final String PROGRAM = "unshare";
  private static final int SIGSET_BYTES = 8;

  private final List<NativeBlock> blocks = new ArrayList<>();

  private OwnUserNamespace() {}

  private static boolean isEntered() {
    return Integer.getInteger(TAP, NOT_AGAIN) != NOT_AGAIN;
  }

  /** Returns the TAP that the first beginning has opened, −1 for none. */
  public static int tapFd() {
    return Integer.getInteger(TAP, -1);
  }

  /** Returns the API socket that the first beginning has bound, −1 for none. */
  public static int apiFd() {
    return Integer.getInteger(API, -1);
  }

  /** Returns the IPv4 sockets inside that the first beginning has made. */
  public static int[] inside() {
    return numbers(INSIDE);
  }

  /** Returns the IPv6 ones. */
  public static int[] inside6() {
    return numbers(INSIDE_6);
  }

  private static int[] numbers(String property) {
    String text = System.getProperty(property, "");
    if (text.isEmpty()) {
      return new int[0];
    }
    String[] words = text.split(",", -1);
    int[] numbers = new int[words.length];
    for (int i = 0; i < words.length; i++) {
      numbers[i] = Integer.parseInt(words[i]);
    }
    return numbers;
  }

  private static String text(int[] numbers) {
    StringBuilder text = new StringBuilder();
    for (int number : numbers) {
      text.append(text.isEmpty() ? "" : ",").append(number);
    }
    return text.toString();
  }

  /**
   * Checks that a second beginning is possible, and has not been made.
   *
   * @throws SystemCallException when there is no sandbox for this user on this system
   */
  public static void check() throws SystemCallException {
    if (isEntered()) {
      throw new SystemCallException(
          "capget",
          "in a user namespace of our own",
          Errno.EPERM,
          "it gives no capabilities (AppArmor, SELinux?); " + Sandbox.LEAVE_OUT);
    }
    SystemCallException refused = Prerequisites.tryUserNamespace();
    if (refused != null) {
      throw new SystemCallException(
          refused.operation(),
          refused.object(),
          refused.errno(),
          refused.advice() + "; or " + Sandbox.LEAVE_OUT);
    }
  }

  /**
   * Begins again; returns only when that failed, and then why.
   *
   * @param what what to keep open
   * @param named the descriptors that our caller says it has opened: the second beginning would
   *     take what is kept for them
   */
  public static SystemCallException begin(Kept what, int... named) {
    try {
      Kept kept =
          new Kept(
              keep(what.tap(), named),
              keep(what.api(), named),
              keepAll(what.inside(), named),
              keepAll(what.inside6(), named));
      closeOurFiles();
      return new OwnUserNamespace().execute(kept);
    } catch (SystemCallException e) {
      return e;
    }
  }

  private static int[] keepAll(int[] fds, int[] named) throws SystemCallException {
    int[] kept = new int[fds.length];
    for (int i = 0; i < fds.length; i++) {
      kept[i] = keep(fds[i], named);
    }
    return kept;
  }

  /** Keeps a file open under a number that our caller has not named; execve(2) closes any other. */
  private static int keep(int fd, int[] named) throws SystemCallException {
    if (fd < 0) {
      return fd;
    }
    int kept = fd;
    while (isAmong(named, kept)) {
      int next = FileCalls.fcntl(fd, FileCalls.F_DUPFD, kept + 1L);
      int errno = next < 0 ? Errno.last() : 0;
      if (kept != fd) {
        FileCalls.close(kept);
      }
      if (next < 0) {
        throw new SystemCallException(
            "fcntl F_DUPFD", "file descriptor " + fd, errno, "raise the limit: ulimit -n");
      }
      kept = next;
    }
    FileCalls.fcntl(kept, FileCalls.F_SETFD, 0);
    return kept;
  }

  private static boolean isAmong(int[] numbers, int number) {
    for (int each : numbers) {
      if (each == number) {
        return true;
      }
    }
    return false;
  }

  /** Lets the files of the image, which the virtual machine has opened, be closed by execve(2). */
  private static void closeOurFiles() {
    Path image = Path.of(System.getProperty("java.home")).resolveSibling("");
    String[] descriptors = DESCRIPTORS.list();
    for (String descriptor : descriptors == null ? new String[0] : descriptors) {
      try {
        Path file = DESCRIPTORS.toPath().resolve(descriptor);
        if (Files.readSymbolicLink(file).startsWith(image)) {
          int fd = Integer.parseInt(descriptor);
          FileCalls.fcntl(fd, FileCalls.F_SETFD, FileCalls.FD_CLOEXEC);
        }
      } catch (IOException e) {
        // the list's own descriptor, closed by now
      }
    }
  }

  private SystemCallException execute(Kept kept) throws SystemCallException {
    Machine machine = Machine.current();
    if (machine == null) {
      return new SystemCallException("sandbox", "os.arch", Errno.ENOSYS, Sandbox.LEAVE_OUT);
    }
    List<String> candidates = candidates(System.getenv("PATH"));
    long arguments = vector(words(kept));
    try (ThreadTable table = new ThreadTable(machine, candidates.size() + 1)) {
      NativeBlock signals = block(new NativeBlock(SIGSET_BYTES));
      signals.putLong(0, ThreadStatus.ofProcess().blockedSignals());
      table.addUnchecked(
          SystemCall.RT_SIGPROCMASK, ProcessCalls.SIG_SETMASK, signals.address(), 0, SIGSET_BYTES);
      for (String candidate : candidates) {
        long path = block(NativeBlock.ofText(candidate)).address();
        table.addUnchecked(SystemCall.EXECVE, path, arguments, ProcessCalls.environ());
      }
      EveryThread.runOnFirst(table);
    }
    return new SystemCallException(
        "execve", PROGRAM, Errno.ENOENT, "install util-linux, which has it; " + Sandbox.LEAVE_OUT);
  }

  /** Returns where to look for the program, as execvp(3) does. */
  private static List<String> candidates(@Nullable String path) {
    List<String> candidates = new ArrayList<>();
    for (String directory : (path == null ? "/bin:/usr/bin" : path).split(":", -1)) {
      candidates.add((directory.isEmpty() ? "." : directory) + "/" + PROGRAM);
    }
    return candidates;
  }

  /** Returns unshare's words: its own, and the ones that this process was started with. */
  private static List<byte[]> words(Kept kept) throws SystemCallException {
    List<byte[]> words = new ArrayList<>();
    for (String word : new String[] {PROGRAM, "--user", "--map-root-user", "--"}) {
      words.add(word.getBytes(StandardCharsets.US_ASCII));
    }
    byte[] ours = commandLine();
    for (int begin = 0, end; begin < ours.length; begin = end + 1) {
      end = begin;
      while (end < ours.length && ours[end] != 0) {
        end++;
      }
      words.add(Arrays.copyOfRange(ours, begin, end));
      if (begin == 0) {
        words.add(property(TAP, Integer.toString(kept.tap())));
        words.add(property(API, Integer.toString(kept.api())));
        words.add(property(INSIDE, text(kept.inside())));
        words.add(property(INSIDE_6, text(kept.inside6())));
      }
    }
    return words;
  }

  private static byte[] property(String name, String value) {
    return ("-D" + name + "=" + value).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] commandLine() throws SystemCallException {
    try {
      return Files.readAllBytes(COMMAND_LINE);
    } catch (IOException e) {
      throw new SystemCallException(
          "read", COMMAND_LINE.toString(), Errno.EIO, "mount the proc file system on /proc");
    }
  }

  private long vector(List<byte[]> words) {
    NativeBlock vector = block(new NativeBlock((words.size() + 1) * Long.BYTES));
    for (int i = 0; i < words.size(); i++) {
      byte[] word = words.get(i);
      NativeBlock text = block(new NativeBlock(word.length + 1));
      text.putBytes(0, word);
      vector.putLong(i * Long.BYTES, text.address());
    }
    return vector.address();
  }

  private NativeBlock block(NativeBlock block) {
    blocks.add(block);
    return block;
  }

  /** Loads what {@link #begin} takes, and does not begin. */
  static void rehearse() throws SystemCallException {
    isEntered();
    closeOurFiles();
    OwnUserNamespace again = new OwnUserNamespace();
    again.vector(words(new Kept(-1, -1, inside(), inside6())));
    candidates(System.getenv("PATH"));
    for (NativeBlock block : again.blocks) {
      block.close();
    }
  }
}
