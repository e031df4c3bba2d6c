package org.slirp4j.tapdev;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.ProcessCalls;

/**
 * A command in a new user and network namespace, made by an ordinary user without any helper
 * program. Inside, that user is root.
 *
 * <p>Life: {@link #start} makes the namespaces with a process that waits in them, which is the time
 * to give them a network by {@link #pid}; {@link #release} lets the command begin; {@link #waitFor}
 * tells how it ended; {@link #close} ends it if it has not. The command has the caller's terminal,
 * environment, directory and standard streams, and none of its other descriptors. It dies with this
 * process.
 */
public final class NamespaceProcess implements AutoCloseable {
  /** What a shell returns for a command that is there and cannot be executed. */
  public static final int EXIT_NOT_EXECUTABLE = 126;

  /** What a shell returns for a command that is not there. */
  public static final int EXIT_NOT_FOUND = 127;

  /** What a shell adds to the number of the signal that ended a command. */
  public static final int EXIT_BY_SIGNAL = 128;

  /**
   * What else the namespaces are given.
   *
   * @param resolvConf a file to show in the place of /etc/resolv.conf, in a new mount namespace;
   *     null: none. Where the system has no /etc/resolv.conf, nothing is shown.
   */
  public record Options(@Nullable Path resolvConf) {}

  private final CommandTable table;
  private final int pid;
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private boolean reaped;
  private @Nullable SystemCallException failure;

  private NamespaceProcess(CommandTable table) throws SystemCallException {
    this.table = table;
    CompletableFuture<Integer> started = new CompletableFuture<>();
    // The child dies with the thread that made it, so that thread stays as long as the child.
    Thread.ofPlatform().daemon().name("namespace-process").start(() -> attend(started));
    this.pid = started.join();
    if (pid < 0) {
      throw UserNamespaces.failure("clone", "a new user namespace", -pid);
    }
  }

  /**
   * Makes the namespaces with a process in them that waits for {@link #release}.
   *
   * @param command the program, looked for in PATH, and its arguments
   * @throws SystemCallException when user namespaces are switched off or used up
   */
  public static NamespaceProcess start(List<String> command, Options options)
      throws SystemCallException {
    // Were SIGCHLD ignored, as our own parent may have left it, there would be no exit status.
    ProcessCalls.signal(ProcessCalls.SIGCHLD, ProcessCalls.SIG_DFL);
    // Locked: a child made meanwhile would inherit both ends of the table's channel, and the id
    // maps
    // are ours to write only while this process is dumpable.
    synchronized (Dumpable.LOCK) {
      CommandTable table = new CommandTable(command, options);
      NamespaceProcess process;
      try {
        process = new NamespaceProcess(table);
      } catch (SystemCallException e) {
        table.close();
        throw e;
      }
      try {
        UserNamespaces.mapToRoot(process.pid);
        return process;
      } catch (SystemCallException e) {
        process.close();
        throw e;
      }
    }
  }

  private void attend(CompletableFuture<Integer> started) {
    int child;
    try {
      child = table.start();
    } catch (Throwable e) {
      started.completeExceptionally(e);
      throw e;
    }
    started.complete(child);
    if (child < 0) {
      return;
    }
    int event = ProcessCalls.WEXITED | ProcessCalls.WNOWAIT;
    while (ProcessCalls.waitid(ProcessCalls.P_PID, child, event) < 0
        && Errno.last() == Errno.EINTR) {
      // once more
    }
    // Until here the dead child has kept its id, so that a signal can meet no other process.
    synchronized (this) {
      ended.complete(reap(child));
      reaped = true;
    }
  }

  private static int reap(int child) {
    try (NativeBlock block = new NativeBlock(Integer.BYTES)) {
      ProcessCalls.waitpid(child, block.address(), 0);
      int status = block.getInt(0);
      int signal = status & 0x7f; // wait(2): WTERMSIG, else WEXITSTATUS
      return signal != 0 ? EXIT_BY_SIGNAL + signal : status >> 8 & 0xff;
    }
  }

  /** Returns the process's id, by which its namespaces can be entered. */
  public int pid() {
    return pid;
  }

  /**
   * Lets the command begin; returns when it has.
   *
   * @throws SystemCallException when it could not be executed
   */
  public void release() throws SystemCallException {
    failure = table.release();
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Waits for the end; returns the command's exit status as a shell would: 128 and the signal's
   * number when one ended it, 127 or 126 when it could not be executed.
   */
  public int waitFor() {
    int status = ended.join();
    if (failure == null) {
      return status;
    }
    return CommandTable.isNotFound(failure) ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE;
  }

  /** Sends the process a signal, if it has not ended. */
  public synchronized void signal(int signal) {
    if (!reaped) {
      ProcessCalls.kill(pid, signal);
    }
  }

  /** Ends the process, if it has not, and waits for that. */
  @Override
  public void close() {
    signal(ProcessCalls.SIGKILL);
    ended.join();
    table.close();
  }
}
