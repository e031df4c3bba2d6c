package org.slirp4j.runtime.engine;

import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.slirp4j.portfwd.api.ApiSocket;
import org.slirp4j.portfwd.config.AddressPool;
import org.slirp4j.portfwd.config.NameSource;
import org.slirp4j.runtime.StartTrace;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.tapdev.MacAddress;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.TapDevice;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.ProcessCalls;
import org.slirp4j.tcpip.IpAddress;

/**
 * A connected namespace: a TAP in it, the protocol machine behind the TAP, and the relays behind
 * that, all on one event loop.
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

  /** An engine that lacks only its namespace. */
  public static final class Prepared {
    private final EngineConfig config;
    private final FutureTask<Machine> making;

    private Prepared(EngineConfig config) {
      this.config = config;
      this.making = Machine.make(config);
    }

    /**
     * Connects a device; packets flow when this returns.
     *
     * @throws SystemCallException when it is not to be had; nothing is left behind
     */
    public Engine connect(DeviceSource source, Listener listener) throws SystemCallException {
      TapDevice device;
      try {
        device = source.open(config);
      } catch (SystemCallException e) {
        abandon();
        throw e;
      }
      if (!making.isDone()) {
        NativeMemory.warmUp();
        StartTrace.ended("memory warm");
      }
      Machine machine = Machine.await(making).fitting(config, device.offloads());
      return machine.loop().call(() -> new Engine(machine, device, config, listener));
    }

    /**
     * Watches a descriptor while the device is waited for; otherwise as {@link Engine#watchHangUp}.
     */
    public void watchHangUp(int fd, Runnable onHangUp, Runnable onUnwatchable) {
      Engine.watchHangUp(Machine.await(making), fd, onHangUp, onUnwatchable);
    }

    /**
     * Ends what has been made, because it will not be connected. Without that, the loop's thread
     * would hold up the end of the process by 300 ms.
     */
    public void abandon() {
      Machine.await(making).loop().stop();
    }
  }

  private final Machine machine;
  private final TapLink link;
  private boolean closed;

  private Engine(Machine machine, TapDevice device, EngineConfig config, Listener listener) {
    this.machine = machine;
    String name = device.name();
    this.link = new TapLink(device, machine, () -> listener.onDeviceGone(name), config.observer());
    machine.turn().drive(machine.stack(), link);
    Future<IoRegistration> registered = link.handle().register(machine.loop().get());
    if (!registered.isSuccess()) { // on the loop's own thread it is done at once
      close();
      throw new IllegalStateException("the TAP cannot be watched", registered.cause());
    }
    StartTrace.ended("TAP on the loop");
  }

  /** Begins to make an engine, on a thread of its own; meanwhile a namespace can be seen to. */
  public static Prepared prepare(EngineConfig config) {
    return new Prepared(config);
  }

  /** Returns what there is to see of the engine. */
  public Insight insight() {
    return new Insight(machine, link);
  }

  /**
   * Watches a descriptor that hangs up when its other end goes.
   *
   * @param onHangUp run on the loop's thread, once; also when {@code fd} is not open
   * @param onUnwatchable run when the descriptor is of a kind that never hangs up
   */
  public void watchHangUp(int fd, Runnable onHangUp, Runnable onUnwatchable) {
    watchHangUp(machine, fd, onHangUp, onUnwatchable);
  }

  private static void watchHangUp(
      Machine machine, int fd, Runnable onHangUp, Runnable onUnwatchable) {
    Watch.hangUp(
        machine.loop().get(),
        fd,
        new Watch.Listener() {
          @Override
          public void onEvent() {
            onHangUp.run();
          }

          @Override
          public void onRefused(int errno) {
            if (errno == Errno.EPERM) {
              onUnwatchable.run();
            } else {
              onHangUp.run();
            }
          }
        });
  }

  /**
   * Answers the clients of an API socket.
   *
   * @param guest the container's address where a request names none
   */
  public void serve(ApiSocket socket, IpAddress guest) {
    machine.loop().get().execute(() -> machine.relays().serve(socket, guest));
  }

  /** Returns the way for other engines' threads to write to the container's TAP. */
  public SharedTap sharedTap() {
    return link.shared();
  }

  /** Asks the kernel for the container's link address. */
  public MacAddress macAddress() throws SystemCallException {
    return link.macAddress();
  }

  /** Returns the stack's own link address, in the low 48 bits, in a network. */
  public static long gatewayMac(NetworkOptions network) {
    return Machine.gatewayMac(network);
  }

  /**
   * Lets frames go past the stack from now on.
   *
   * @param past is asked about each frame
   * @param names knows the names of whom those frames reach
   * @param reserved the addresses by which they are reached, of which the stack knows none
   */
  public void neighbours(FrameSwitch past, NameSource names, AddressPool reserved) {
    machine
        .loop()
        .get()
        .execute(() -> {
          machine.relays().neighbours(names, reserved);
          link.past(past);
        });
  }

  /** Watches the container that {@code pid} lives in; {@code onDeath} runs on the loop's thread. */
  public void watchContainer(int pid, Runnable onDeath) {
    ContainerWatch.start(machine.loop().get(), pid, onDeath);
  }

  /** Resets the host's connections, takes the TAP away and ends the loop. Not on its thread. */
  public void stop() {
    machine
        .loop()
        .call(() -> {
          close();
          return this;
        });
    machine.loop().stop();
  }

  /**
   * Resets the host's connections and ends the process, at once: with the loop's thread in a system
   * call the virtual machine's own exit would take 300 ms. On the loop's thread.
   */
  public void exit(int status) {
    close();
    ProcessCalls.exit(status);
  }

  /** As {@link #exit}, from any thread. */
  public void exitSoon(int status) {
    machine.loop().get().execute(() -> exit(status));
  }

  private void close() {
    if (!closed) {
      closed = true;
      machine.turn().stop();
      machine.relays().close();
      link.handle().close();
    }
  }
}
