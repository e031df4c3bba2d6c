package org.slirp4j.runtime.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.engine.NettyLog;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.FileCalls;

/**
 * A server on any number of unix sockets, with one loop and a few threads for the handlers.
 *
 * <p>Threads of handlers end when there was nothing to do for a while.
 */
public final class HttpServer implements AutoCloseable {
  private static final int MAX_EVENTS = 64;
  private static final int READ_BYTES = 8 << 10;
  private static final int STOP_SECONDS = 5;
  private static final int THREAD_IDLE_SECONDS = 10;
  private static final long SWEEP_MILLIS = 500;
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 << 10, 64 << 10);

  private final Limits limits;
  private final Predicate<Peer> doorkeeper;
  private final MultiThreadIoEventLoopGroup group;
  private final ThreadPoolExecutor executor;
  private final Clients clients;
  private final LongAdder requests = new LongAdder();
  private final Set<Listening> sockets = ConcurrentHashMap.newKeySet();

  /**
   * Makes a server that listens nowhere yet.
   *
   * @param doorkeeper tells who may come in, of this user's processes and root's; on the loop
   */
  public HttpServer(Limits limits, Predicate<Peer> doorkeeper) {
    this.limits = limits;
    this.doorkeeper = doorkeeper;
    NettyLog.install();
    group =
        new MultiThreadIoEventLoopGroup(
            1,
            Thread.ofPlatform().daemon(true).name("api").factory(),
            EpollIoHandler.newFactory(MAX_EVENTS, DefaultSelectStrategyFactory.INSTANCE));
    executor =
        new ThreadPoolExecutor(
            limits.threads(),
            limits.threads(),
            THREAD_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(limits.queue()),
            Thread.ofPlatform().daemon(true).name("api-", 1).factory());
    executor.allowCoreThreadTimeOut(true);
    clients = new Clients(limits, System::nanoTime);
    Future<?> _ =
        group
            .next()
            .scheduleWithFixedDelay(
                clients::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** A socket that is listened on. */
  public final class Listening implements AutoCloseable {
    private final Channel channel;

    private Listening(Channel channel) {
      this.channel = channel;
      sockets.add(this);
    }

    /**
     * Takes no more clients; those who are there stay. Netty removes the file of a socket that it
     * has made.
     */
    @Override
    public void close() {
      sockets.remove(this);
      channel.close().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
    }
  }

  /**
   * Listens on a socket that is made here, with mode 0600. A socket that nobody else can be
   * listening on may lie there; another file is left alone.
   *
   * @param container the container whose socket it is, or null for the daemon's
   * @throws IOException when it cannot be made
   */
  public Listening listen(Path path, List<Route> routes, @Nullable String container)
      throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther()) {
        throw new IOException("listen on " + path + ": a file that is no socket lies there");
      }
      Files.delete(path);
    }
    ChannelFuture bound =
        bootstrap(routes, container)
            .channel(EpollServerDomainSocketChannel.class)
            .bind(new DomainSocketAddress(path.toString()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("listen on " + path + ": " + bound.cause().getMessage(), bound.cause());
    }
    Listening listening = new Listening(bound.channel());
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      listening.close();
      throw e;
    }
    return listening;
  }

  /**
   * Listens on a socket that somebody else has made and listens on, as systemd does; its file stays
   * when the server goes.
   *
   * @param fd the descriptor, which is the server's from now on
   * @throws IOException when it is no such socket
   */
  public Listening adopt(int fd, List<Route> routes, @Nullable String container)
      throws IOException {
    // systemd.exec(5), NonBlocking=: descriptors come as blocking ones.
    int flags = FileCalls.fcntl(fd, FileCalls.F_GETFL, 0);
    if (flags < 0 || FileCalls.fcntl(fd, FileCalls.F_SETFL, flags | FileCalls.O_NONBLOCK) < 0) {
      throw SystemCallException.last(
          "fcntl", "descriptor " + fd, "it was to be a listening socket");
    }
    ChannelFuture registered =
        bootstrap(routes, container)
            .channelFactory(() -> new EpollServerDomainSocketChannel(fd, true))
            .register()
            .awaitUninterruptibly();
    if (!registered.isSuccess()) {
      throw new IOException("listen on descriptor " + fd + ": " + registered.cause().getMessage());
    }
    return new Listening(registered.channel());
  }

  /** Returns the count of all requests that made sense as such. */
  public LongAdder requests() {
    return requests;
  }

  private ServerBootstrap bootstrap(List<Route> routes, @Nullable String container) {
    Router router = new Router(routes);
    Handler counted =
        request -> {
          requests.increment();
          return router.handle(request);
        };
    return new ServerBootstrap()
        .group(group)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .childHandler(
            new ChannelInitializer<EpollDomainSocketChannel>() {
              @Override
              protected void initChannel(EpollDomainSocketChannel channel) {
                new Client(channel, clients, executor, counted, container, doorkeeper, limits)
                    .start();
              }
            });
  }

  /**
   * Closes all sockets, and ends the threads when their handlers have returned.
   *
   * <p>The sockets are closed here and not by the end of the loop: Netty's leaves them open when it
   * is asked for between its look whether it was and its last tasks (SingleThreadIoEventLoop.run
   * and confirmShutdown, with a quiet period of 0).
   */
  @Override
  public void close() {
    if (group.isShuttingDown()) {
      return;
    }
    executor.shutdownNow();
    sockets.forEach(Listening::close);
    group.next().submit(clients::closeAll).awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
    group
        .shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
  }
}
