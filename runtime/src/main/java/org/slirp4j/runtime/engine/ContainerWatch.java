package org.slirp4j.runtime.engine;

import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.ProcessCalls;

/**
 * Tells when a container has died, for callers that gave its process and nothing that hangs up.
 *
 * <p>The namespace itself cannot tell: an open TAP keeps it alive. So the process is watched; when
 * it has ended, another one in the same namespace takes its place, and the container is dead when
 * there is none and the namespace is not mounted anywhere (ip-netns(8)) to be entered again.
 */
final class ContainerWatch implements Watch.Listener {
  private static final Path PROC = Path.of("/proc");

  /** No such process: {@code <asm-generic/errno-base.h>}. */
  private static final int ESRCH = 3;

  private final IoEventLoop loop;
  private final @Nullable String namespace;
  private final Runnable onDeath;
  private final IntConsumer onMoved;

  private ContainerWatch(
      IoEventLoop loop, @Nullable String namespace, Runnable onDeath, IntConsumer onMoved) {
    this.loop = loop;
    this.namespace = namespace;
    this.onDeath = onDeath;
    this.onMoved = onMoved;
  }

  /**
   * Begins to watch.
   *
   * @param onDeath runs on the loop's thread
   * @param onMoved is told which process has taken the place of one that has ended
   */
  static void start(IoEventLoop loop, int pid, Runnable onDeath, IntConsumer onMoved) {
    String namespace = namespaceOf(PROC.resolve(Integer.toString(pid)));
    new ContainerWatch(loop, namespace, onDeath, onMoved).watch(pid);
  }

  private void watch(int pid) {
    int pidfd = ProcessCalls.pidfdOpen(pid);
    if (pidfd >= 0 && isOther(pid)) {
      FileCalls.close(pidfd);
      onEvent();
    } else if (pidfd >= 0) {
      Watch.readable(loop, pidfd, this);
    } else if (Errno.last() == ESRCH) {
      onEvent();
    }
    // Else an old kernel, or the id of a thread: then our caller has to end us.
  }

  /** Tells whether a process has ended meanwhile, and its number may be that of another one. */
  private boolean isOther(int pid) {
    return namespace != null && !namespace.equals(namespaceOf(PROC.resolve(Integer.toString(pid))));
  }

  /** The process has ended; looking for another is too long for the loop. */
  @Override
  public void onEvent() {
    Thread.ofPlatform().daemon().name("container-watch").start(this::lookForAnother);
  }

  @Override
  public void onRefused(int errno) {
    // A pidfd can be polled on every kernel that has pidfd_open(2).
  }

  private void lookForAnother() {
    int another = namespace == null ? -1 : member(namespace);
    try {
      if (another > 0) {
        onMoved.accept(another);
        watch(another);
      } else if (namespace == null || !isMounted(namespace)) {
        loop.execute(onDeath);
      }
    } catch (RejectedExecutionException e) {
      // The engine has ended meanwhile: nobody wants to know any more.
    }
  }

  /** Returns a process in the namespace, or −1. */
  private static int member(String namespace) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
      for (Path process : processes) {
        if (namespace.equals(namespaceOf(process))) {
          return Integer.parseInt(process.getFileName().toString());
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Without /proc nobody can be found.
    }
    return -1;
  }

  private static @Nullable String namespaceOf(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("ns/net")).toString();
    } catch (IOException e) {
      return null; // not ours to see, or gone: a zombie is in no namespace
    }
  }

  /** Tells whether something keeps the namespace by a mount: proc_pid_mountinfo(5), field 4. */
  private static boolean isMounted(String namespace) {
    try {
      return Files.readString(PROC.resolve("self/mountinfo")).contains(" " + namespace + " ");
    } catch (IOException e) {
      return false;
    }
  }
}
