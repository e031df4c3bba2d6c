package org.slirp4j.runtime.sandbox;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.MountCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.ProcessCalls;
import org.slirp4j.tapdev.libc.RawCalls;
import org.slirp4j.tapdev.libc.SecurityCalls;

/**
 * A mount namespace with next to nothing in it, all read-only, without devices and programs:
 *
 * <pre>
 *   /etc   the host's, if resolv.conf lies there; else a folder with a link resolv.conf
 *   /run   empty; or a folder {@value #NAMES}, the one on the host that resolv.conf leads to
 * </pre>
 *
 * <p>It is folders that are shown and not the file, because whoever changes resolv.conf puts a new
 * file in the place of the old one.
 */
final class MinimalRoot {
  /** Where the name servers' folder is shown when it is not /etc. */
  static final String NAMES = "/run/names";

  /**
   * Where the new root is put together: a directory that is there on every system, and covered only
   * in the new namespace.
   */
  private static final String BASE = "/proc";

  private static final String ETC = "/etc";
  private static final String TMPFS = "size=64k,nr_inodes=32,mode=0755";
  private static final int READABLE = 0755;
  private static final int CLOSED_FLAGS =
      MountCalls.MS_NOSUID | MountCalls.MS_NODEV | MountCalls.MS_NOEXEC;
  private static final int O_WRONLY_CREAT = 1 | 0x40;

  // mount_setattr(2), Linux 5.12: one number everywhere; RDONLY | NOSUID | NODEV | NOEXEC.
  private static final long SYS_MOUNT_SETATTR = 442;
  private static final int AT_FDCWD = -100;
  private static final int AT_RECURSIVE = 0x8000;
  private static final int MOUNT_ATTR_BYTES = 32;
  private static final int MOUNT_ATTRS = 0xf;

  private final Machine machine;
  private final ResolvConfPlace resolvConf;

  private MinimalRoot(Machine machine, ResolvConfPlace resolvConf) {
    this.machine = machine;
    this.resolvConf = resolvConf;
  }

  /**
   * Makes the namespace, by a thread that lives no longer than that; returns a descriptor of it.
   */
  static int make(Machine machine) throws SystemCallException {
    MinimalRoot root = new MinimalRoot(machine, ResolvConfPlace.find());
    FutureTask<Integer> making = new FutureTask<>(root::make);
    Thread.ofPlatform().daemon().name("sandbox").start(making);
    try {
      return making.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SystemCallException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while making the sandbox", e);
    }
  }

  /** Makes one for nobody; where it is not to be had, that is no error. */
  static void rehearse(Machine machine) {
    try {
      FileCalls.close(make(machine));
    } catch (SystemCallException e) {
      MountCalls.umount("", 0); // what has not been loaded so far: it fails
    }
  }

  private int make() throws SystemCallException {
    check(SecurityCalls.unshare(ProcessCalls.CLONE_NEWNS), "unshare", "a new mount namespace");
    int flags = FileCalls.O_RDONLY | FileCalls.O_CLOEXEC;
    int namespace = FileCalls.open("/proc/thread-self/ns/mnt", flags);
    check(namespace, "open", "/proc/thread-self/ns/mnt");
    try {
      mount("none", "/", "none", MountCalls.MS_REC | MountCalls.MS_PRIVATE, "");
      mount("sandbox", BASE, "tmpfs", CLOSED_FLAGS, TMPFS);
      fill();
      change();
      return namespace;
    } catch (SystemCallException e) {
      FileCalls.close(namespace);
      throw e;
    }
  }

  private void fill() throws SystemCallException {
    directory(ETC);
    directory("/run");
    if (resolvConf.isInEtc()) {
      show(ETC, ETC);
      return;
    }
    if (resolvConf.isDirectoryShown()) {
      directory(NAMES);
    } else {
      int file = FileCalls.create(BASE + NAMES, O_WRONLY_CREAT | FileCalls.O_CLOEXEC, READABLE);
      check(file, "open", NAMES);
      FileCalls.close(file);
    }
    show(resolvConf.shown(), NAMES);
    String link = ETC + "/resolv.conf";
    check(MountCalls.symlink(resolvConf.within(NAMES), BASE + link), "symlink", link);
  }

  private static void directory(String path) throws SystemCallException {
    check(MountCalls.mkdir(BASE + path, READABLE), "mkdir", path);
  }

  /** Shows a folder or a file of the host at {@code path}, and what is mounted in it, read-only. */
  private static void show(String source, String path) throws SystemCallException {
    // What a user namespace has been given as one tree, it may show only as a whole.
    mount(source, BASE + path, "none", MountCalls.MS_BIND | MountCalls.MS_REC, "");
    try (NativeBlock attributes = new NativeBlock(MOUNT_ATTR_BYTES);
        NativeBlock text = NativeBlock.ofText(BASE + path)) {
      attributes.putLong(0, MOUNT_ATTRS);
      long done =
          RawCalls.syscall(
              SYS_MOUNT_SETATTR,
              AT_FDCWD,
              text.address(),
              AT_RECURSIVE,
              attributes.address(),
              MOUNT_ATTR_BYTES);
      if (done != 0 && Errno.last() == Errno.ENOSYS) {
        shut(BASE + path, MountCalls.MS_BIND); // without what is mounted in it
      } else {
        check(done, "mount_setattr", path);
      }
    }
  }

  /** Makes the new tree the root, and what was there before unreachable. */
  private void change() throws SystemCallException {
    check(MountCalls.chdir(BASE), "chdir", BASE);
    try (NativeBlock here = NativeBlock.ofText(".")) {
      // pivot_root(2), "pivot_root(".", ".")": the old root lies on the new one, and goes away.
      long number = SystemCall.PIVOT_ROOT.number(machine);
      long done = RawCalls.syscall(number, here.address(), here.address(), 0);
      check(done, "pivot_root", "into the sandbox");
    }
    check(MountCalls.umount(".", MountCalls.MNT_DETACH), "umount", "the old root");
    check(MountCalls.chdir("/"), "chdir", "/");
    shut("/", MountCalls.MS_BIND);
  }

  private static void shut(String path, int kind) throws SystemCallException {
    int flags = MountCalls.MS_REMOUNT | MountCalls.MS_RDONLY | CLOSED_FLAGS | kind;
    mount("none", path, "none", flags, "");
  }

  private static void mount(String source, String target, String kind, long flags, String data)
      throws SystemCallException {
    check(MountCalls.mount(source, target, kind, flags, data), "mount", source + " on " + target);
  }

  private static void check(long result, String operation, String object)
      throws SystemCallException {
    if (result < 0) {
      throw SystemCallException.last(operation, object, advice(operation, Errno.last()));
    }
  }

  private static String advice(String operation, int errno) {
    if (operation.equals("pivot_root") && errno == Errno.EINVAL) {
      return "the root file system is an initramfs or a chroot; " + Sandbox.LEAVE_OUT;
    }
    return errno == Errno.EPERM || errno == Errno.EACCES
        ? "the system keeps this user from mounting (AppArmor, SELinux, the container we are in?); "
            + Sandbox.LEAVE_OUT
        : Sandbox.LEAVE_OUT;
  }
}
