package org.slirp4j.runtime.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.portfwd.config.SocketBudget;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.tapdev.NamespaceProcess;
import org.slirp4j.tapdev.NamespaceTarget;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tcpip.OutboundFrame;

/** Many engines, one after another and side by side, in one process. */
@Tag("kernel")
final class ManyEnginesTest {
  private static final int TIMES = 200;
  private static final int FIRST_TIMES = 50;
  private static final int NOT_OPEN = 999_999;

  /** What the collector may not have got to, and what the allocators keep. */
  private static final long SLACK_KIB = 8 << 10;

  /** What thread stacks and allocators keep: less than a slab for each engine. */
  private static final long MAPPED_SLACK_KIB = 64 << 10;

  private static final Engine.Listener IGNORED = new Recorder();

  private static @Nullable NamespaceProcess inside;

  @BeforeAll
  static void makeNamespace() throws SystemCallException {
    inside = NamespaceProcess.start(List.of("sleep", "1000"), new NamespaceProcess.Options(null));
    inside.release();
  }

  @AfterAll
  static void endNamespace() {
    if (inside != null) {
      inside.close();
    }
  }

  @Test
  void enginesThatStopLeaveNothingBehind() throws Exception {
    Usage early = null;
    for (int i = 0; i < TIMES; i++) {
      Engine engine = connect("tap" + i, null, new Recorder());
      engine.call(engine::forwards);
      engine.stop();
      if (i == FIRST_TIMES) {
        early = Usage.now();
      }
    }
    Usage late = Usage.now();
    assertTrue(early != null);
    assertEquals(early.descriptors, late.descriptors, "descriptors");
    assertTrue(late.threads <= early.threads, early + ", then " + late);
    assertTrue(late.residentKib - early.residentKib < SLACK_KIB, early + ", then " + late);
    assertTrue(late.mappedKib - early.mappedKib < MAPPED_SLACK_KIB, early + ", then " + late);
  }

  @Test
  void enginesThatCannotStartLeaveNothingBehind() throws Exception {
    SocketBudget full = new SocketBudget(1, "");
    assertTrue(full.join());
    EngineLimits alone = EngineLimits.ALONE;
    EngineLimits none =
        new EngineLimits(
            alone.stack(), alone.maxLargeBuffers(), alone.maxSmallBuffers(), 1, full, null);
    EngineLimits noMemory = new EngineLimits(alone.stack(), 1, 1, 1, null, new MemoryBudget(-1));
    EngineConfig config = config("none", null, none);
    Usage early = null;
    for (int i = 0; i < FIRST_TIMES; i++) {
      assertThrows(
          SystemCallException.class, () -> Engine.prepare(config).connect(tap("none"), IGNORED));
      assertThrows(
          SystemCallException.class,
          () ->
              Engine.prepare(config)
                  .connect(
                      made -> {
                        throw new SystemCallException("open", "nothing", Errno.EBADF, "");
                      },
                      IGNORED));
      Engine.prepare(config("sure", null, noMemory)).connect(tap("sure"), IGNORED).stop();
      assertTrue(!isThere("none"));
      early = early == null ? Usage.now() : early;
    }
    Usage late = Usage.now();
    assertTrue(early != null);
    assertEquals(early.descriptors, late.descriptors, "descriptors");
    assertTrue(late.threads <= early.threads, early + ", then " + late);
  }

  @Test
  void whatAnEngineFailsOfIsItsOwn() throws Exception {
    List<Throwable> faults =
        List.of(
            new IllegalStateException("a fault"), new StackOverflowError(), new AssertionError());
    Recorder quiet = new Recorder();
    Engine sound = connect("sound", null, quiet);
    try {
      for (Throwable fault : faults) {
        Recorder recorder = new Recorder();
        // The kernel says hello to its neighbours as soon as the interface is up.
        Engine failing = connect("failing", new Failing(fault), recorder);
        assertEquals(fault, recorder.failed.join());
        await().until(() -> !isThere("failing"));
        await().until(() -> isGone(failing));
        assertEquals(42, sound.call(() -> 42));
        failing.stop();
      }
      assertTrue(!quiet.failed.isDone());
    } finally {
      sound.stop();
    }
  }

  @Test
  void aFailingTaskOfTheLoopEndsItsEngine() throws Exception {
    Recorder recorder = new Recorder();
    Engine engine = connect("task", null, recorder);
    engine.watchHangUp(NOT_OPEN, () -> sneak(new AssertionError("late")), () -> {});
    assertInstanceOf(AssertionError.class, recorder.failed.join());
    engine.stop();
  }

  @Test
  void whatACallThrowsIsTheCallersAndTheEngineGoesOn() throws Exception {
    Engine engine = connect("calls", null, new Recorder());
    try {
      assertThrows(
          IOException.class,
          () ->
              engine.call(() -> {
                throw new IOException("theirs");
              }));
      assertEquals(7, engine.call(() -> 7));
    } finally {
      engine.stop();
    }
    assertThrows(EngineUnavailableException.class, () -> engine.call(() -> 1));
  }

  private static Engine connect(String name, @Nullable FrameObserver observer, Recorder listener)
      throws SystemCallException {
    return Engine.prepare(config(name, observer, EngineLimits.ALONE)).connect(tap(name), listener);
  }

  private static EngineConfig config(
      String name, @Nullable FrameObserver observer, EngineLimits limits) {
    NetworkOptions network = NetworkOptions.ofMtu(1500);
    return new EngineConfig(name, network, ResolverConfig.DEFAULT, true, observer, limits);
  }

  private static NamespaceDevice tap(String name) {
    return new NamespaceDevice(new NamespaceTarget.OfPid(pid(), null), name, true, null);
  }

  private static int pid() {
    NamespaceProcess process = inside;
    if (process == null) {
      throw new IllegalStateException("no namespace");
    }
    return process.pid();
  }

  private static boolean isThere(String device) throws IOException {
    return Files.readString(Path.of("/proc/" + pid() + "/net/dev")).contains(device + ":");
  }

  private static boolean isGone(Engine engine) {
    try {
      return engine.call(() -> false);
    } catch (EngineUnavailableException e) {
      return true;
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable fault) throws T {
    throw (T) fault;
  }

  /** Remembers what an engine told. */
  private static final class Recorder implements Engine.Listener {
    private final CompletableFuture<Throwable> failed = new CompletableFuture<>();

    @Override
    public void onDeviceGone(String name) {}

    @Override
    public void onFailed(Throwable fault) {
      failed.complete(fault);
    }
  }

  /** What the process has. */
  private record Usage(int descriptors, int threads, long residentKib, long mappedKib) {
    static Usage now() throws IOException {
      List<Integer> threads = new ArrayList<>();
      // Threads that have nothing to do end a second later.
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(20))
          .until(() -> {
            threads.add(javaThreads());
            return threads.size() < 2 || threads.getLast() <= threads.getFirst();
          });
      System.gc();
      return new Usage(count("/proc/self/fd"), javaThreads(), kib("VmRSS:"), kib("VmSize:"));
    }

    /** Java's own: the compilers' come and go. */
    private static int javaThreads() {
      return Thread.getAllStackTraces().size();
    }

    private static int count(String directory) {
      String[] names = new File(directory).list();
      return names == null ? -1 : names.length;
    }

    private static long kib(String name) throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith(name)) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
      return -1;
    }
  }

  /** Fails at the first frame that it is shown. */
  private record Failing(Throwable fault) implements FrameObserver {
    @Override
    public void onFromNeighbour(
        MemorySegment memory, long at, int length, int checksumStart, int checksumOffset) {
      sneak(fault);
    }

    @Override
    public void onFromContainer(
        MemorySegment memory, long at, int length, int checksumStart, int checksumOffset) {
      sneak(fault);
    }

    @Override
    public void onToContainer(OutboundFrame frame) {
      sneak(fault);
    }
  }
}
