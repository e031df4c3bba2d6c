package org.slirp4j.tapdev;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.ProcessCalls;

/** The making of user namespaces: user_namespaces(7). */
final class UserNamespaces {
  private static final Path SYSCTLS = Path.of("/proc/sys");
  private static final int O_WRONLY = 1;

  private UserNamespaces() {}

  /**
   * Makes the caller's user and group the root of the new user namespace of process {@code pid}.
   */
  static void mapToRoot(int pid) throws SystemCallException {
    String process = "/proc/" + pid + "/";
    // An ordinary user may map a group only after giving up setgroups.
    write(process + "setgroups", "deny");
    write(process + "uid_map", "0 " + ProcessCalls.geteuid() + " 1");
    write(process + "gid_map", "0 " + ProcessCalls.getegid() + " 1");
  }

  private static void write(String path, String text) throws SystemCallException {
    int fd = FileCalls.open(path, O_WRONLY | FileCalls.O_CLOEXEC);
    if (fd < 0) {
      throw failure("open", path, Errno.last());
    }
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    try (NativeBlock block = new NativeBlock(ascii.length)) {
      block.putBytes(0, ascii);
      if (FileCalls.write(fd, block.address(), ascii.length) < 0) {
        throw failure("write", path, Errno.last());
      }
    } finally {
      FileCalls.close(fd);
    }
  }

  /** Returns the error for a person when a user namespace could not be made. */
  static SystemCallException failure(String operation, String object, int errno) {
    return new SystemCallException(operation, object, errno, advice());
  }

  /** Returns what switches user namespaces on: the setting that forbids them, or all that may. */
  private static String advice() {
    if (is("user/max_user_namespaces", "0")) {
      return "user namespaces are switched off; as root: sysctl -w user.max_user_namespaces=15000";
    }
    if (is("kernel/unprivileged_userns_clone", "0")) {
      return "user namespaces are for root only; as root:"
          + " sysctl -w kernel.unprivileged_userns_clone=1";
    }
    if (is("kernel/apparmor_restrict_unprivileged_userns", "1")) {
      return "AppArmor restricts user namespaces; as root:"
          + " sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";
    }
    return "look at the settings user.max_user_namespaces, kernel.unprivileged_userns_clone and"
        + " kernel.apparmor_restrict_unprivileged_userns, and at the container we may be in";
  }

  private static boolean is(String sysctl, String value) {
    try {
      return Files.readString(SYSCTLS.resolve(sysctl)).strip().equals(value);
    } catch (IOException e) {
      return false; // this kernel does not have it
    }
  }
}
