package org.slirp4j.tapdev.libc;

/** Calls that arrange a file system: mount(2), umount2(2), mkdir(2), symlink(2), chdir(2). */
public final class MountCalls {
  /** Flags of {@link #mount}: {@code <sys/mount.h>}. */
  public static final int MS_RDONLY = 1;

  public static final int MS_NOSUID = 2;
  public static final int MS_NODEV = 4;
  public static final int MS_NOEXEC = 8;
  public static final int MS_REMOUNT = 0x20;
  public static final int MS_BIND = 0x1000;
  public static final int MS_REC = 0x4000;
  public static final int MS_PRIVATE = 0x40000;

  /** The flag of {@link #umount}: at once, whoever still uses it. */
  public static final int MNT_DETACH = 2;

  private MountCalls() {}

  /** Mounts {@code source} on {@code target}, or changes what is mounted; returns 0 or −1. */
  public static int mount(String source, String target, String kind, long flags, String data) {
    try (NativeBlock from = NativeBlock.ofText(source);
        NativeBlock to = NativeBlock.ofText(target);
        NativeBlock type = NativeBlock.ofText(kind);
        NativeBlock options = NativeBlock.ofText(data)) {
      return Libc.intCall(
          "mount", from.address(), to.address(), type.address(), flags, options.address());
    }
  }

  /** Takes away what is mounted on {@code target}; returns 0 or −1. */
  public static int umount(String target, int flags) {
    try (NativeBlock path = NativeBlock.ofText(target)) {
      return Libc.intCall("umount2", path.address(), flags);
    }
  }

  /** Makes a directory; returns 0 or −1. */
  public static int mkdir(String path, int mode) {
    try (NativeBlock text = NativeBlock.ofText(path)) {
      return Libc.intCall("mkdir", text.address(), mode);
    }
  }

  /** Makes {@code path} a symbolic link to {@code target}; returns 0 or −1. */
  public static int symlink(String target, String path) {
    try (NativeBlock to = NativeBlock.ofText(target);
        NativeBlock text = NativeBlock.ofText(path)) {
      return Libc.intCall("symlink", to.address(), text.address());
    }
  }

  /** Makes {@code path} the current directory; returns 0 or −1. */
  public static int chdir(String path) {
    try (NativeBlock text = NativeBlock.ofText(path)) {
      return Libc.intCall("chdir", text.address());
    }
  }
}
