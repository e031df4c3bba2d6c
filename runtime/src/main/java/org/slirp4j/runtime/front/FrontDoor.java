package org.slirp4j.runtime.front;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.tapdev.libc.FileCalls;

/** The daemon's front door, open: the files by which a front finds it, and the loop behind them. */
public final class FrontDoor implements AutoCloseable {
  /** What front.sh and this side agree on. */
  private static final int VERSION = 1;

  private static final String DOOR = "door";
  private static final String DAEMON = "daemon";
  private static final int STOP_SECONDS = 5;

  /** proc_pid_stat(5): the start time is the 20th field behind the name in parentheses. */
  private static final int START_FIELD = 19;

  private final Path folder;
  private final MultiThreadIoEventLoopGroup group;
  private final Slots slots;
  private final Fronts fronts;
  private @Nullable IoRegistration door;
  private @Nullable DoorHandle handle;

  private FrontDoor(Path folder, Control control) throws IOException {
    this.folder = folder;
    this.slots = Slots.make(folder);
    this.group =
        new MultiThreadIoEventLoopGroup(
            1, Thread.ofPlatform().daemon().name("front").factory(), EpollIoHandler.newFactory());
    this.fronts = new Fronts(group.next(), slots, control, folder);
  }

  /**
   * Opens the door.
   *
   * @param folder where its files are to be; it exists and is this user's alone
   * @throws IOException when they cannot be made, or the daemon is ending
   */
  public static FrontDoor open(Path folder, Control control) throws IOException {
    FrontDoor opened = new FrontDoor(folder, control);
    opened.open();
    return opened;
  }

  private void open() throws IOException {
    int fd = openDoor(folder.resolve(DOOR));
    IoEventLoop loop = group.next();
    try {
      fronts.listen();
      DoorHandle made = new DoorHandle(fd, fronts::onRequest);
      IoRegistration registered = loop.register(made).sync().getNow();
      registered.submit(EpollIoOps.EPOLLIN);
      door = registered;
      handle = made;
    } catch (InterruptedException e) {
      FileCalls.close(fd);
      throw new IOException("interrupted", e);
    } catch (ControlException e) {
      FileCalls.close(fd);
      throw new IOException(e.getMessage(), e);
    }
    announce();
  }

  /** Opens the FIFO, also for writing: it has no end then. A former daemon's is used again. */
  private static int openDoor(Path path) throws IOException {
    Object kind =
        Files.exists(path, LinkOption.NOFOLLOW_LINKS)
            ? Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS)
            : 0;
    if (((Integer) kind & 0170000) != 0010000) { // inode(7): S_IFMT, S_IFIFO
      Files.deleteIfExists(path);
      Slots.makeFifo(path);
    }
    return Slots.open(path, FileCalls.O_RDWR);
  }

  /** Tells fronts which process to expect: without it, a FIFO waits for nobody. */
  private void announce() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", START_FIELD + 2);
    String process = stat.substring(0, stat.indexOf(' ')) + " " + fields[START_FIELD];
    Path half = folder.resolve(DAEMON + ".new");
    Files.writeString(half, VERSION + " " + process + "\n");
    Files.move(half, folder.resolve(DAEMON), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Closes the door, detaches the containers that came by it and ends their fronts. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(folder.resolve(DAEMON));
    } catch (IOException e) {
      // Then fronts find a process that has ended.
    }
    IoRegistration registered = door;
    if (registered != null) {
      registered.cancel();
    }
    fronts.close();
    try {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS).await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    DoorHandle opened = handle;
    if (opened != null) {
      opened.close();
    }
    slots.close();
  }
}
