package org.slirp4j.tapdev.libc;

import com.sun.jna.Pointer;

/** Calls on the process's address space: mmap(2), mprotect(2), madvise(2), munmap(2). */
public final class MemoryCalls {
  /** Protections: {@code <sys/mman.h>}. */
  public static final int PROT_READ = 1;

  public static final int PROT_WRITE = 2;
  public static final int PROT_EXEC = 4;

  /** Kinds of mapping: {@code <sys/mman.h>}. */
  public static final int MAP_PRIVATE = 2;

  public static final int MAP_ANONYMOUS = 0x20;

  public static final int MAP_NORESERVE = 0x4000;

  /** Advice: {@code <asm-generic/mman-common.h>}. */
  public static final int MADV_DONTNEED = 4;

  public static final int MADV_NOHUGEPAGE = 15;

  /** What {@link #mmap} returns on error. */
  public static final long MAP_FAILED = -1;

  private MemoryCalls() {}

  /** Maps {@code bytes} of memory; returns the address or {@link #MAP_FAILED}. */
  public static long mmap(
      long address, long bytes, int protection, int flags, int fd, long offsetBytes) {
    return Libc.longCall("mmap", address, bytes, protection, flags, fd, offsetBytes);
  }

  /** Changes the protection of whole pages; returns 0 or −1. */
  public static int mprotect(long address, long bytes, int protection) {
    return Libc.intCall("mprotect", address, bytes, protection);
  }

  /** Tells the kernel how whole pages are used; returns 0 or −1. */
  public static int madvise(long address, long bytes, int advice) {
    return Libc.intCall("madvise", address, bytes, advice);
  }

  /** Gives a mapping back; returns 0 or −1. */
  public static int munmap(long address, long bytes) {
    return Libc.intCall("munmap", address, bytes);
  }

  /** Copies {@code bytes} to mapped memory. */
  public static void store(long address, byte[] bytes) {
    new Pointer(address).write(0, bytes, 0, bytes.length);
  }
}
