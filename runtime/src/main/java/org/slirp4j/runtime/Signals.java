package org.slirp4j.runtime;

import java.lang.reflect.Proxy;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.runtime.metrics.Meters;
import org.slirp4j.tapdev.libc.ProcessCalls;

/** What signals do to the process. */
public final class Signals {
  // The same on x86-64 and aarch64: signal(7).
  private static final int SIGHUP = 1;
  private static final int SIGINT = 2;
  private static final int SIGQUIT = 3;
  private static final int SIGUSR1 = 10;
  private static final int SIGTERM = 15;

  private Signals() {}

  /** Lets signals end the process as they end any program, without the virtual machine's exit. */
  public static void endAtOnce() {
    byDefault(SIGHUP);
    byDefault(SIGINT);
    byDefault(SIGTERM);
  }

  /** Lets a SIGUSR1 pass that comes before {@link #printCountersOnRequest} is there for it. */
  public static void passEarlyRequests() {
    ProcessCalls.signal(SIGUSR1, ProcessCalls.SIG_IGN);
  }

  private static void byDefault(int signal) {
    if (ProcessCalls.signal(signal, ProcessCalls.SIG_DFL) == ProcessCalls.SIG_IGN) {
      ProcessCalls.signal(signal, ProcessCalls.SIG_IGN); // inherited so: nohup(1)
    }
  }

  /** Leaves what a terminal's keys send to the command that runs in the foreground with us. */
  public static void leaveKeysToCommand() {
    ProcessCalls.signal(SIGINT, ProcessCalls.SIG_IGN);
    ProcessCalls.signal(SIGQUIT, ProcessCalls.SIG_IGN);
  }

  /** Prints the counters to standard error whenever SIGUSR1 comes. */
  public static void printCountersOnRequest(Engine engine) {
    on("USR1", () -> System.err.print(new Meters(engine).text()));
  }

  /**
   * Runs something whenever a signal comes, on a thread of its own; a signal that was inherited as
   * ignored stays so where the virtual machine ends by it: nohup(1).
   *
   * <p>By reflection, because the compiler warns of sun.misc.Signal and lets nobody say that it is
   * meant; Java has no other way to be told of a signal.
   *
   * @param name without SIG
   */
  public static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object listener =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                action.run();
                return null;
              });
      Object number = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, number, listener);
    } catch (ReflectiveOperationException e) {
      System.err.println("WARNING: SIG" + name + " will not be noticed: " + e);
    }
  }
}
