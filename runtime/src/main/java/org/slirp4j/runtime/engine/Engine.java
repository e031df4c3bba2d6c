package org.slirp4j.runtime.engine;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slirp4j.portfwd.Relays;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.runtime.StartTrace;
import org.slirp4j.runtime.cli.Cidr;
import org.slirp4j.tapdev.NamespaceEntry;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.TapDevice;
import org.slirp4j.tapdev.TapOffloads;
import org.slirp4j.tapdev.TapSetup;
import org.slirp4j.tapdev.libc.ProcessCalls;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.Stack;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.StackSecret;
import org.slirp4j.tcpip.buffer.Buffers;

/**
 * A connected namespace: a TAP in it, the protocol machine behind the TAP, and the relays behind
 * that, all on one event loop. Packets flow when {@link #start} returns.
 */
public final class Engine {
  /** Who learns that the engine has nothing left to do; called on the loop's thread. */
  public interface Listener {
    /**
     * The TAP has been deleted.
     *
     * @param name the TAP's name
     */
    void onDeviceGone(String name);
  }

  /**
   * Super-segments in flight and out of order, 128 MiB at the most: 32 flows with a full megabyte
   * each; taken from the system as they are needed.
   */
  private static final int MAX_LARGE_BUFFERS = 2_048;

  /** Short pieces, 16 MiB at the most. */
  private static final int MAX_SMALL_BUFFERS = 8_192;

  /** 52:55 is locally administered; the gateway's address follows, as in slirp. */
  private static final long MAC_PREFIX = 0x5255L << 32;

  private final Loop loop;
  private final TapLink link;
  private final Turn turn;
  private final Relays relays;
  private final Stack stack;
  private boolean stopped;

  private Engine(Loop loop, TapDevice device, EngineConfig config, Listener listener) {
    this.loop = loop;
    this.turn = new Turn(loop.get());
    Buffers buffers = Buffers.bounded(MAX_LARGE_BUFFERS, MAX_SMALL_BUFFERS);
    this.relays =
        new Relays(loop.get(), RelaySetup.of(config), buffers, turn::request, LogLines.STDERR);
    this.stack =
        new Stack(stackConfig(config, device.offloads()), secret(), buffers, relays, turn.now());
    String name = device.name();
    this.link =
        new TapLink(
            device,
            stack,
            buffers.large(),
            turn,
            () -> listener.onDeviceGone(name),
            config.observer());
    turn.drive(stack, link);
  }

  /**
   * Connects a namespace.
   *
   * @throws SystemCallException when it cannot be entered or its TAP not be had; nothing is left
   *     behind
   */
  public static Engine start(EngineConfig config, Listener listener) throws SystemCallException {
    FutureTask<Loop> making = Loop.make();
    TapDevice device;
    try (NamespaceEntry entry = NamespaceEntry.of(config.target())) {
      StartTrace.ended("namespace opened");
      device = TapSetup.open(entry, config.tapName(), config.vnetHeader(), LinkSetup.of(config));
      StartTrace.ended("TAP open");
    } catch (SystemCallException e) {
      Loop.await(making).stop();
      throw e;
    }
    Loop loop = Loop.await(making);
    return onLoop(loop, () -> assemble(loop, device, config, listener));
  }

  private static Engine assemble(
      Loop loop, TapDevice device, EngineConfig config, Listener listener) {
    Engine engine = new Engine(loop, device, config, listener);
    StartTrace.ended("stack and relays made");
    Future<IoRegistration> registered = engine.link.handle().register(loop.get());
    if (!registered.isSuccess()) { // on the loop's own thread it is done at once
      engine.close();
      throw new IllegalStateException("the TAP cannot be watched", registered.cause());
    }
    StartTrace.ended("TAP on the loop");
    return engine;
  }

  /** Runs something on the loop's thread and waits for it. */
  private static <T> T onLoop(Loop loop, java.util.concurrent.Callable<T> task) {
    FutureTask<T> run = new FutureTask<>(task);
    loop.get().execute(run);
    try {
      return run.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  private static StackConfig stackConfig(EngineConfig config, TapOffloads offloads) {
    Cidr cidr = config.cidr();
    return new StackConfig(
        config.mtu(),
        MAC_PREFIX | Integer.toUnsignedLong(cidr.gateway()),
        IpAddress.v4(cidr.gateway()),
        IpAddress.v4(cidr.dns()),
        offloads.checksum()
            ? new Offloads(true, offloads.tso4(), offloads.tso6(), offloads.uso())
            : Offloads.NONE,
        Limits.DEFAULT);
  }

  /** Draws a key. From the device, because SecureRandom's first use costs 20 ms of start-up. */
  private static StackSecret secret() {
    byte[] key = new byte[16];
    try (FileInputStream random = new FileInputStream("/dev/urandom")) {
      if (random.readNBytes(key, 0, key.length) == key.length) {
        ByteBuffer halves = ByteBuffer.wrap(key);
        return new StackSecret(halves.getLong(), halves.getLong());
      }
    } catch (IOException e) {
      // No such device in this root: Java has other ways.
    }
    java.security.SecureRandom random = new java.security.SecureRandom();
    return new StackSecret(random.nextLong(), random.nextLong());
  }

  /** Returns the protocol machine's counts. */
  public Counters stackCounters() {
    return stack.counters();
  }

  /** Returns the relays' counts. */
  public RelayCounters relayCounters() {
    return relays.counters();
  }

  /**
   * Watches a descriptor that hangs up when its other end goes.
   *
   * @param onHangUp run on the loop's thread, once; also when {@code fd} is not open
   * @param onUnwatchable run when the descriptor is of a kind that never hangs up
   */
  public void watchHangUp(int fd, Runnable onHangUp, Runnable onUnwatchable) {
    Watch.hangUp(
        loop.get(),
        fd,
        new Watch.Listener() {
          @Override
          public void onEvent() {
            onHangUp.run();
          }

          @Override
          public void onRefused(int errno) {
            (errno == org.slirp4j.tapdev.libc.Errno.EPERM ? onUnwatchable : onHangUp).run();
          }
        });
  }

  /** Watches the container that {@code pid} lives in; {@code onDeath} runs on the loop's thread. */
  public void watchContainer(int pid, Runnable onDeath) {
    ContainerWatch.start(loop.get(), pid, onDeath);
  }

  /** Resets the host's connections, takes the TAP away and ends the loop. Not on its thread. */
  public void stop() {
    IoEventLoop events = loop.get();
    onLoop(
        loop,
        () -> {
          close();
          return null;
        });
    loop.stop();
    assert events.isShuttingDown();
  }

  /**
   * Resets the host's connections and ends the process, at once: with the loop's thread in a system
   * call the virtual machine's own exit would take 300 ms. On the loop's thread.
   */
  public void exit(int status) {
    close();
    ProcessCalls.exit(status);
  }

  private void close() {
    if (!stopped) {
      stopped = true;
      turn.stop();
      relays.close();
      link.handle().close();
    }
  }
}
