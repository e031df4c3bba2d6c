package org.slirp4j.runtime.engine;

import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.Relays;
import org.slirp4j.portfwd.api.ApiSocket;
import org.slirp4j.portfwd.config.AddressPool;
import org.slirp4j.portfwd.config.NameSource;
import org.slirp4j.portfwd.config.SocketBudget;
import org.slirp4j.portfwd.forward.Forwards;
import org.slirp4j.portfwd.forward.InsidePaths;
import org.slirp4j.portfwd.splice.InsideSockets;
import org.slirp4j.portfwd.zone.Zones;
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

    /**
     * What moves packets has failed. The TAP is closed and the connections are reset already; the
     * engine ends by itself, no other one is touched. By default a line is printed.
     *
     * @param fault why; {@link EngineFault#line} tells it to people
     */
    default void onFailed(Throwable fault) {
      System.err.println(EngineFault.line(fault));
    }
  }

  /**
   * Something to be done on an engine's thread.
   *
   * @param <T> what it returns
   * @param <E> what it throws
   */
  public interface Task<T, E extends Exception> {
    /** Does it. */
    T run() throws E;
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
      boolean done = false;
      try {
        if (!making.isDone()) {
          NativeMemory.warmUp();
          StartTrace.ended("memory warm");
        }
        Engine engine = connect(Machine.await(making), device, listener);
        done = true;
        return engine;
      } finally {
        if (!done) {
          device.close();
          abandon();
        }
      }
    }

    private Engine connect(Machine made, TapDevice device, Listener listener)
        throws SystemCallException {
      Machine machine = made.fitting(config, device.offloads());
      SocketBudget budget = config.limits().budget();
      if (budget != null && !budget.join()) {
        throw new SystemCallException(
            "attach",
            device.name(),
            Errno.EMFILE,
            "as many containers are attached as the limit of open files allows: raise it"
                + " (LimitNOFILE=)");
      }
      boolean done = false;
      try {
        Engine engine = machine.loop().call(() -> new Engine(machine, device, config, listener));
        done = true;
        return engine;
      } finally {
        if (!done && budget != null) {
          budget.leave();
        }
      }
    }

    /**
     * Watches a descriptor while the device is waited for; otherwise as {@link Engine#watchHangUp}.
     */
    public void watchHangUp(int fd, Runnable onHangUp, Runnable onUnwatchable) {
      try {
        Engine.watchHangUp(Machine.await(making), fd, onHangUp, onUnwatchable);
      } catch (SystemCallException e) {
        // There will be no engine, and connecting tells why.
      }
    }

    /**
     * Ends what has been made, because it will not be connected. Without that, the loop's thread
     * would hold up the end of the process by 300 ms.
     */
    public void abandon() {
      try {
        Machine.await(making).end();
      } catch (SystemCallException e) {
        // Then there is nothing to be ended.
      }
    }
  }

  /** How long {@link #call} waits: a busy loop's turn is a hundredth of that. */
  private static final long CALL_MILLIS = 5_000;

  private final Machine machine;
  private final @Nullable String name;
  private final Listener listener;
  private final TapLink link;
  private @Nullable SocketBudget budget;
  private boolean closed;

  private Engine(Machine machine, TapDevice device, EngineConfig config, Listener listener) {
    this.machine = machine;
    this.name = config.name();
    this.listener = listener;
    this.budget = config.limits().budget();
    String tap = device.name();
    this.link = new TapLink(device, machine, () -> listener.onDeviceGone(tap), config.observer());
    machine.loop().faults().owner(this::fail);
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

  /** Returns the container's own DNS zones. */
  public Zones zones() {
    return machine.relays().zones();
  }

  /** Returns the way for other engines' threads to write to the container's TAP. */
  public SharedTap sharedTap() {
    return link.shared();
  }

  /** Asks the kernel for the container's link address. */
  public MacAddress macAddress() throws SystemCallException {
    try {
      return call(() -> { // its descriptor may be another file's when it is closed
        if (closed) {
          throw gone();
        }
        return link.macAddress();
      });
    } catch (EngineUnavailableException e) {
      throw gone();
    }
  }

  private SystemCallException gone() {
    return new SystemCallException(
        "ioctl SIOCGIFHWADDR", link.deviceName(), Errno.EBADFD, "the container has gone");
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
    try {
      machine
          .loop()
          .get()
          .execute(() -> {
            machine.relays().neighbours(names, reserved);
            link.past(past);
          });
    } catch (RejectedExecutionException e) {
      // The engine has ended, and there are no frames.
    }
  }

  /**
   * Says where sockets in the container's namespace come from: forwards need not go over the TAP
   * any more. They are closed with the engine. To be called once.
   */
  public void reachInside(InsideSockets sockets) {
    try {
      machine.loop().get().execute(() -> machine.relays().reachInside(sockets));
    } catch (RejectedExecutionException e) {
      sockets.close(); // the engine has ended
    }
  }

  /** Says where paths of the container's are found from now on, for forwards to unix sockets. */
  public void reachPaths(InsidePaths paths) {
    try {
      machine.loop().get().execute(() -> machine.relays().reachPaths(paths));
    } catch (RejectedExecutionException e) {
      paths.close(); // the engine has ended, and forwards nothing
    }
  }

  /** Says whether forwards prefer speed to the client's address where a rule leaves it open. */
  public void preferSpeed(boolean preferred) {
    try {
      machine.loop().get().execute(() -> machine.relays().forwards().preferSpeed(preferred));
    } catch (RejectedExecutionException e) {
      // The engine has ended, and forwards nothing.
    }
  }

  /** Watches the container that {@code pid} lives in; {@code onDeath} runs on the loop's thread. */
  public void watchContainer(int pid, Runnable onDeath) {
    watchContainer(pid, onDeath, another -> {});
  }

  /**
   * Watches the container that {@code pid} lives in.
   *
   * @param onDeath runs on the loop's thread
   * @param onMoved is told which process of the container is watched after one has ended; on any
   *     thread
   */
  public void watchContainer(int pid, Runnable onDeath, IntConsumer onMoved) {
    ContainerWatch.start(machine.loop().get(), pid, onDeath, onMoved);
  }

  /** Returns the engine's name, or null when it is the process's only one. */
  public @Nullable String name() {
    return name;
  }

  /**
   * Does something on the engine's thread and waits for it, {@link #CALL_MILLIS} at the most.
   *
   * @throws E as the task does
   * @throws EngineUnavailableException when the engine has stopped or failed, or is too busy; then
   *     the task was not begun, unless it takes that long itself
   */
  @SuppressWarnings("unchecked") // a task throws E and what is unchecked
  public <T, E extends Exception> T call(Task<T, E> task) throws E, EngineUnavailableException {
    try {
      return machine.loop().call(task::run, CALL_MILLIS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Error error) {
        throw error;
      }
      throw (E) cause;
    }
  }

  /** Returns the relays, with all kinds of forwards. On the engine's thread: {@link #call}. */
  public Relays relays() {
    assert machine.loop().get().inEventLoop();
    return machine.relays();
  }

  /** Returns the ports that lead into the container. On the engine's thread: {@link #call}. */
  public Forwards forwards() {
    assert machine.loop().get().inEventLoop();
    return machine.relays().forwards();
  }

  /**
   * Resets the host's connections, takes the TAP away, ends the loop and frees the memory. Harmless
   * when that is done. Not on the engine's thread.
   */
  public synchronized void stop() {
    try {
      call(() -> {
        close();
        return this;
      });
    } catch (EngineUnavailableException e) {
      // It has ended already, and closed before; or it hangs, and the kernel closes for it.
    }
    machine.end();
    if (budget != null) {
      budget.leave();
      budget = null;
    }
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

  /** What nobody caught ends here, on the loop's thread; what follows from that does no more. */
  private void fail(Throwable fault) {
    if (closed) {
      return;
    }
    close();
    try {
      listener.onFailed(fault);
    } finally {
      // Who has called for something is told that there is nobody; the thread cannot await itself.
      Thread.ofPlatform().daemon().name("engine-end").start(this::stop);
    }
  }

  /** Closes all there is, one whether or not the other fails: it may be why we close. */
  private void close() {
    if (closed) {
      return;
    }
    closed = true;
    machine.turn().stop();
    try {
      machine.relays().close();
    } catch (RuntimeException | Error e) {
      System.err.println("WARNING: " + EngineFault.line(e));
    }
    link.handle().close();
  }
}
