package org.slirp4j.tapdev;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import org.slirp4j.tapdev.libc.Binding;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.ProcessCalls;

/**
 * The way in where a {@link SyscallTable} is refused, a fifth of a second long: nsenter(1) starts a
 * second JVM inside ({@link NamespaceHelper}), and its descriptors are fetched by pidfd_getfd(2).
 */
final class HelperEntrance implements Entrance {
  private static final String ADVICE = "install util-linux, which has nsenter";

  @Override
  public int[] open(Namespaces where, List<InsideFile> files) throws SystemCallException {
    try {
      Process helper = new ProcessBuilder(command(where, files)).redirectErrorStream(true).start();
      try (BufferedReader output = helper.inputReader(StandardCharsets.US_ASCII)) {
        return fetch(helper, answer(output, where), files);
      } finally {
        helper.getOutputStream().close();
        helper.destroyForcibly();
      }
    } catch (SystemCallException e) {
      throw e;
    } catch (IOException e) {
      // Java tells the error number in words: Cannot run program "nsenter": error=2, No such file …
      String message = String.valueOf(e.getMessage());
      boolean missing = message.contains("error=" + Errno.ENOENT + ",");
      throw new SystemCallException(
          "execve", "nsenter", missing ? Errno.ENOENT : Errno.EIO, missing ? ADVICE : message);
    }
  }

  private static List<String> command(Namespaces where, List<InsideFile> files) {
    List<String> command = new ArrayList<>();
    command.add("nsenter");
    String ours = "/proc/" + ProcessHandle.current().pid() + "/fd/";
    if (where.userFd() >= 0 && !isOurs(where.userFd())) {
      command.add("--user=" + ours + where.userFd());
      command.add("--preserve-credentials");
    }
    command.add("--net=" + ours + where.netFd());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("--enable-native-access=ALL-UNNAMED");
    for (String name : List.of("jna.boot.library.path", "jna.nounpack", "jna.nosys")) {
      String value = System.getProperty(name);
      if (value != null) {
        command.add("-D" + name + "=" + value);
      }
    }
    command.add("-cp");
    command.add(home(NamespaceHelper.class) + File.pathSeparator + home(Binding.representative()));
    command.add(NamespaceHelper.class.getName());
    files.forEach(file -> command.add(NamespaceHelper.argument(file)));
    return command;
  }

  /** Tells whether a user namespace is the one we are in, which nsenter refuses to join. */
  private static boolean isOurs(int userFd) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + userFd))
          .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/user")));
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the jar or directory that a class was loaded from. */
  private static String home(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    try {
      return source == null ? "" : Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e); // the class loader made it
    }
  }

  /** Returns the words of the helper's answer; other lines before it are complaints. */
  private static String[] answer(BufferedReader output, Namespaces where) throws IOException {
    String complaint = "nsenter said nothing";
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("ok ") || line.startsWith("failed ")) {
        return line.split(" ", -1);
      }
      complaint = line;
    }
    throw new SystemCallException("setns", where.netName(), Errno.EPERM, complaint);
  }

  private static int[] fetch(Process helper, String[] answer, List<InsideFile> files)
      throws SystemCallException {
    if (answer[0].equals("failed")) {
      throw files.get(Integer.parseInt(answer[1])).failure(Integer.parseInt(answer[2]));
    }
    int pidfd = ProcessCalls.pidfdOpen((int) helper.pid());
    if (pidfd < 0) {
      throw SystemCallException.last("pidfd_open", "the helper in the namespace", "");
    }
    int[] fds = new int[files.size()];
    try {
      for (int i = 0; i < fds.length; i++) {
        fds[i] = ProcessCalls.pidfdGetfd(pidfd, Integer.parseInt(answer[i + 1]));
        if (fds[i] < 0) {
          SystemCallException failure =
              SystemCallException.last("pidfd_getfd", "the helper in the namespace", "");
          Entrance.close(fds, i);
          throw failure;
        }
      }
    } finally {
      FileCalls.close(pidfd);
    }
    return fds;
  }
}
