package org.slirp4j.runtime.engine;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slirp4j.portfwd.Relays;
import org.slirp4j.runtime.StartTrace;
import org.slirp4j.runtime.cli.Cidr;
import org.slirp4j.runtime.cli.Cidr6;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.TapOffloads;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tcpip.DhcpConfig;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.Stack;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.StackSecret;
import org.slirp4j.tcpip.TcpTimeouts;
import org.slirp4j.tcpip.buffer.Buffers;

/**
 * Everything of an engine that can be made before its TAP is there: the loop, the protocol machine
 * and the relays.
 *
 * <p>Made on a thread of its own, because loading Netty takes as long as loading JNA and opening
 * the TAP. What the TAP will be able to do is guessed, and put right in the rare other case.
 */
record Machine(
    Loop loop,
    Turn turn,
    EngineMemory memory,
    HeapRest heap,
    Buffers buffers,
    Relays relays,
    Stack stack) {
  /** 52:55 is locally administered; the gateway's address follows, as in slirp. */
  private static final long MAC_PREFIX = 0x5255L << 32;

  /** Begins to make a machine. */
  static FutureTask<Machine> make(EngineConfig config) {
    FutureTask<Machine> made =
        new FutureTask<>(() -> {
          Loop loop = new Loop(Loop.name(config.name()));
          StartTrace.ended("loop made");
          boolean done = false;
          try {
            EngineMemory memory = new EngineMemory(loop.get(), config.limits().memory());
            Machine machine = make(loop, memory, config, expected(config));
            StartTrace.ended("stack and relays made");
            done = true;
            return machine;
          } finally {
            if (!done) {
              loop.stop();
            }
          }
        });
    Thread.ofPlatform().daemon().name("start").start(made);
    return made;
  }

  /**
   * Returns what {@link #make} makes.
   *
   * @throws SystemCallException when the system has no thread or no descriptor for it
   */
  static Machine await(FutureTask<Machine> made) throws SystemCallException {
    try {
      return made.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      int errno = cause instanceof Error ? Errno.EAGAIN : Errno.EMFILE; // no thread, no descriptor
      throw new SystemCallException("start", "the event loop", errno, String.valueOf(cause));
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  private static Machine make(
      Loop loop, EngineMemory memory, EngineConfig config, Offloads offloads) {
    Turn turn = new Turn(loop);
    EngineLimits limits = config.limits();
    Buffers buffers = Buffers.bounded(limits.maxLargeBuffers(), limits.maxSmallBuffers(), memory);
    Relays relays =
        new Relays(loop.get(), RelaySetup.of(config), buffers, turn, new LogLines(config.name()));
    StartTrace.ended("relays made");
    Stack stack =
        new Stack(stackConfig(config, offloads), secret(), buffers, relays, System.nanoTime());
    relays.connect(stack);
    HeapRest heap = new HeapRest(loop.get(), relays, stack);
    memory.onRest(() -> {
      relays.rest();
      buffers.trim();
      heap.look();
    });
    return new Machine(loop, turn, memory, heap, buffers, relays, stack);
  }

  /** Returns this machine, or one like it for a device of which less or more is to be expected. */
  Machine fitting(EngineConfig config, TapOffloads device) {
    Offloads guessed = expected(config);
    Offloads actual = actual(device);
    boolean right =
        guessed.checksum() == actual.checksum()
            && guessed.tcpV4() == actual.tcpV4()
            && guessed.tcpV6() == actual.tcpV6()
            && guessed.udp() == actual.udp();
    return right ? this : make(loop, memory, config, actual);
  }

  /** Ends the loop and frees the memory. Not on the loop's thread. */
  void end() {
    if (loop.stop()) {
      memory.close();
      heap.close();
    } // Else its thread is still at it, with addresses in hand: better a leak.
  }

  private static Offloads expected(EngineConfig config) {
    return config.vnetHeader() ? Offloads.ALL : Offloads.NONE;
  }

  private static Offloads actual(TapOffloads device) {
    return device.checksum()
        ? new Offloads(true, device.tso4(), device.tso6(), device.uso())
        : Offloads.NONE;
  }

  private static StackConfig stackConfig(EngineConfig config, Offloads offloads) {
    NetworkOptions network = config.network();
    Cidr cidr = network.cidr();
    Cidr6 cidr6 = network.cidr6();
    return new StackConfig(
        network.mtu(),
        gatewayMac(network),
        IpAddress.v4(cidr.gateway()),
        IpAddress.v4(cidr.dns()),
        cidr.prefixBits(),
        cidr6 == null ? null : Ipv6Network.stack(cidr6, network.dns()),
        new DhcpConfig(IpAddress.v4(cidr.dhcpBegin()), IpAddress.v4(cidr.dhcpEnd()), network.dns()),
        offloads,
        config.limits().stack(),
        TcpTimeouts.DEFAULT);
  }

  /** Returns the link address that the container sees of the stack, in the low 48 bits. */
  static long gatewayMac(NetworkOptions network) {
    return MAC_PREFIX | Integer.toUnsignedLong(network.cidr().gateway());
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
    SecureRandom random = new SecureRandom();
    return new StackSecret(random.nextLong(), random.nextLong());
  }
}
