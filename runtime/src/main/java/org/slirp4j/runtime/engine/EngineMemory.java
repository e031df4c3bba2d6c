package org.slirp4j.runtime.engine;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.MemoryCalls;
import org.slirp4j.tcpip.buffer.PoolMemory;

/**
 * The memory of an engine's pools: mapped in pieces as the pools grow, given back when a burst is
 * over, unmapped with the engine.
 *
 * <p>Mapped rather than allocated, because allocating writes zeros to all of it, and a container
 * that is idle has no use for 2 MiB of those; and because pages in the middle can be given back.
 *
 * <p>Engines of one process share a {@link MemoryBudget}: what none may have is as if the system
 * had none. A piece that the pools give back counts no more, and is kept for when they grow again.
 *
 * <p>Unmapped at a time that is known rather than when the collector gets there: a daemon's heap is
 * small and its collections are far between, and it is megabytes that wait. The little blocks that
 * relays have for system calls, some 20 KiB an engine, are the collector's ({@link Arena#ofAuto}):
 * nobody can free them while their address is in use.
 */
final class EngineMemory implements PoolMemory, Runnable {
  /** How long after the first use pages that nobody needs are given back. */
  private static final long TRIM_SECONDS = 5;

  private static final int PROTECTION = MemoryCalls.PROT_READ | MemoryCalls.PROT_WRITE;
  private static final int KIND =
      MemoryCalls.MAP_PRIVATE | MemoryCalls.MAP_ANONYMOUS | MemoryCalls.MAP_NORESERVE;

  private final IoEventLoop loop;
  private final @Nullable MemoryBudget budget;
  private final Arena arena = Arena.ofShared();
  private final List<MemorySegment> spare = new ArrayList<>();
  private long takenBytes;
  private @Nullable Runnable trim;
  private @Nullable Future<?> awaited;

  /**
   * Makes memory that is used on one loop.
   *
   * @param budget what it shares with other engines, or null
   */
  EngineMemory(IoEventLoop loop, @Nullable MemoryBudget budget) {
    this.loop = loop;
    this.budget = budget;
  }

  /** Says what gives pages back some time after they have come to use. */
  void onRest(Runnable trim) {
    this.trim = trim;
  }

  @Override
  public @Nullable MemorySegment allocate(long bytes) {
    if (budget != null && !budget.take(takenBytes, bytes)) {
      return null;
    }
    MemorySegment memory = reused(bytes);
    memory = memory == null ? mapped(bytes) : memory;
    if (memory != null) {
      takenBytes += bytes;
    } else if (budget != null) {
      budget.giveBack(bytes);
    }
    return memory;
  }

  private @Nullable MemorySegment reused(long bytes) {
    for (int i = spare.size() - 1; i >= 0; i--) {
      if (spare.get(i).byteSize() == bytes) {
        return spare.remove(i);
      }
    }
    return null;
  }

  @SuppressWarnings("restricted") // it was mapped for us
  private @Nullable MemorySegment mapped(long bytes) {
    long address = MemoryCalls.mmap(0, bytes, PROTECTION, KIND, -1, 0);
    if (address == MemoryCalls.MAP_FAILED) {
      return null;
    }
    // A huge page for the few that an idle container touches would be hundreds too many.
    MemoryCalls.madvise(address, bytes, MemoryCalls.MADV_NOHUGEPAGE);
    return MemorySegment.ofAddress(address)
        .reinterpret(bytes, arena, mapped -> MemoryCalls.munmap(mapped.address(), bytes));
  }

  /** Its pages are discarded already. */
  @Override
  public void release(MemorySegment memory) {
    spare.add(memory);
    takenBytes -= memory.byteSize();
    if (budget != null) {
      budget.giveBack(memory.byteSize());
    }
  }

  @Override
  public long obtainableBytes() {
    return budget == null ? Long.MAX_VALUE : budget.obtainable(takenBytes);
  }

  @Override
  public void discard(long address, long bytes) {
    MemoryCalls.madvise(address, bytes, MemoryCalls.MADV_DONTNEED);
  }

  @Override
  public void onUse() {
    if (awaited == null) {
      awaited = loop.schedule(this, TRIM_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Override
  public void run() {
    awaited = null;
    if (trim != null) {
      trim.run();
    }
  }

  /** Unmaps all of it, once. When nobody uses it any more: the loop's thread has ended. */
  void close() {
    if (arena.scope().isAlive()) {
      arena.close();
      if (budget != null) {
        budget.giveBack(takenBytes);
      }
    }
  }
}
