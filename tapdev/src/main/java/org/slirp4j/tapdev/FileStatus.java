package org.slirp4j.tapdev;

import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.RawCalls;

/**
 * Which file is at a path, links not followed: statx(2).
 *
 * <p>{@link java.nio.file.Path} knows no names but those of the locale's character set; a file's
 * name is bytes, UTF-8 here whatever the locale is.
 */
final class FileStatus {
  private static final int STATX_X86_64 = 332;
  private static final int STATX_AARCH64 = 291;
  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int STATX_TYPE_AND_INO = 0x101;

  // A struct statx: <linux/stat.h>.
  private static final int BYTES = 256;
  private static final int MODE = 28;
  private static final int INODE = 32;
  private static final int DEVICE = 136;

  /** The bits of {@code stx_mode} that tell a file's kind, and a socket's: inode(7). */
  private static final int S_IFMT = 0170000;

  private static final int S_IFSOCK = 0140000;

  private final int mode;
  private final long inode;
  private final long device;

  private FileStatus(int mode, long inode, long device) {
    this.mode = mode;
    this.inode = inode;
    this.device = device;
  }

  /** Returns the file at a path, or null, with errno, when there is none or it cannot be seen. */
  static @Nullable FileStatus at(String path) {
    int number = Routine.IS_AARCH64 ? STATX_AARCH64 : STATX_X86_64;
    try (NativeBlock name = NativeBlock.ofText(path);
        NativeBlock status = new NativeBlock(BYTES)) {
      long result =
          RawCalls.syscall(
              number,
              AT_FDCWD,
              name.address(),
              AT_SYMLINK_NOFOLLOW,
              STATX_TYPE_AND_INO,
              status.address());
      if (result != 0) {
        return null;
      }
      return new FileStatus(status.getShort(MODE), status.getLong(INODE), status.getLong(DEVICE));
    }
  }

  boolean isSocket() {
    return (mode & S_IFMT) == S_IFSOCK;
  }

  /** Tells whether the other one is the same file, perhaps by another name. */
  boolean isSameAs(@Nullable FileStatus other) {
    return other != null && inode == other.inode && device == other.device;
  }
}
