package org.slirp4j.runtime.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.PeerCredentials;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.tapdev.libc.ProcessCalls;

/**
 * A connection: requests come in, wait for their turn, and are answered one after the other.
 *
 * <pre>
 *   IDLE ──a byte──▶ ASKING ──whole──▶ ANSWERING ──reply──▶ SENDING ──sent──▶ IDLE, or the next one
 *                                          └────────stream──▶ STREAMING ──end──▶ closed
 * </pre>
 *
 * <p>Nothing is read while a request is being answered, but what came with it. All of it on the
 * server's loop, but {@link #work}.
 */
final class Client extends ChannelInboundHandlerAdapter {
  private static final int ROOT = 0;
  private static final String UNREAD =
      "too much of other answers has not been read yet: try again, or ask for less";

  /** What the connection is doing. */
  private enum Phase {
    IDLE,
    ASKING,
    ANSWERING,
    SENDING,
    STREAMING
  }

  private final EpollDomainSocketChannel channel;
  private final Clients clients;
  private final Executor executor;
  private final Handler router;
  private final @Nullable String container;
  private final Predicate<Peer> doorkeeper;
  private final Limits limits;
  private final Queue<Exchange> waiting = new ArrayDeque<>();

  private Peer peer = new Peer(0, -1);
  private Phase phase = Phase.IDLE;
  private long deadlineNanos;
  private @Nullable Assembly assembly;
  private @Nullable Stream stream;

  /** Whether what comes is not looked at any more. */
  private boolean deaf;

  /** Whether the client has said that nothing more will come: the connection ends with its turn. */
  private boolean silent;

  Client(
      EpollDomainSocketChannel channel,
      Clients clients,
      Executor executor,
      Handler router,
      @Nullable String container,
      Predicate<Peer> doorkeeper,
      Limits limits) {
    this.channel = channel;
    this.clients = clients;
    this.executor = executor;
    this.router = router;
    this.container = container;
    this.doorkeeper = doorkeeper;
    this.limits = limits;
  }

  /** Looks who it is, and begins to listen to it. */
  void start() {
    try {
      PeerCredentials credentials = channel.peerCredentials();
      peer = new Peer(credentials.pid(), credentials.uid());
    } catch (IOException e) {
      close(); // gone already
      return;
    }
    if ((peer.uid() != ProcessCalls.geteuid() && peer.uid() != ROOT) || !doorkeeper.test(peer)) {
      close();
      return;
    }
    enter(Phase.IDLE);
    channel.pipeline().addLast(decoder(), new HttpResponseEncoder(), this);
    if (!clients.admit(this)) {
      fail(Problem.unavailable(limits.clients() + " clients are connected, and all are busy"));
    }
  }

  private HttpRequestDecoder decoder() {
    HttpDecoderConfig config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.lineBytes())
            .setMaxHeaderSize(limits.headBytes());
    return new HttpRequestDecoder(config) {
      @Override
      public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        if (phase == Phase.IDLE) {
          enter(Phase.ASKING);
        }
        super.channelRead(context, bytes);
      }
    };
  }

  private void enter(Phase next) {
    phase = next;
    deadlineNanos = clients.now() + (next == Phase.IDLE ? limits.idleNanos() : limits.stallNanos());
  }

  boolean isIdle() {
    return phase == Phase.IDLE;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  /** Tells whether a stream's client has read nothing for a while, though something is there. */
  boolean isStalled(long now) {
    return phase == Phase.STREAMING && !channel.isWritable() && now - deadlineNanos >= 0;
  }

  boolean isOver(long now) {
    return phase != Phase.ANSWERING && phase != Phase.STREAMING && now - deadlineNanos >= 0;
  }

  /** Closes the connection because its time is over. */
  void giveUp() {
    if (phase == Phase.ASKING) {
      fail(new Problem(408, "timeout", "Timeout", "the request did not come to its end"));
    } else {
      close();
    }
  }

  void close() {
    ChannelFuture _ = channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    deaf = true;
    waiting.clear();
    clients.remove(this);
    if (stream != null) {
      stream.closed();
      stream = null;
      clients.endStream(this);
    }
  }

  /**
   * Answers what was asked before the client's end; a stream ends with it, for it may have gone.
   */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      deaf = true;
      silent = true;
      if (phase != Phase.ANSWERING && phase != Phase.SENDING) {
        close();
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      cause.printStackTrace();
    }
    close();
  }

  // ---- what comes in

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (!deaf && message instanceof HttpObject object) {
        take(object);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void take(HttpObject object) {
    if (object.decoderResult().isFailure()) {
      fail(problem(object.decoderResult().cause()));
      return;
    }
    if (object instanceof HttpRequest head) {
      assembly = new Assembly(head, limits.bodyBytes());
      Problem problem = assembly.check();
      if (problem != null) {
        fail(problem);
        return;
      }
      if (assembly.waitsForContinue() && phase == Phase.ASKING) {
        ChannelFuture _ =
            channel.writeAndFlush(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
      }
    }
    if (object instanceof HttpContent content && assembly != null) {
      Problem problem = assembly.add(content.content());
      if (problem != null) {
        fail(problem);
      } else if (object instanceof LastHttpContent) {
        take(assembly.finish(peer, container));
        assembly = null;
      }
    }
  }

  private Problem problem(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException e ->
          Problem.tooLarge(414, "a request's first line has at most " + limits.lineBytes());
      case TooLongHttpHeaderException e ->
          Problem.tooLarge(431, "a request's head has at most " + limits.headBytes() + " bytes");
      default -> Problem.invalid("this is not HTTP: " + cause.getMessage());
    };
  }

  private void take(Exchange exchange) {
    if (waiting.size() >= limits.pipelined()) {
      fail(
          new Problem(
              429,
              "pipelined",
              "Too many requests",
              limits.pipelined() + " requests may wait behind one that is being answered"));
      return;
    }
    deaf = !exchange.keepAlive();
    waiting.add(exchange);
    nextIfFree();
  }

  /** Answers with an error, in its turn, and closes. */
  private void fail(Problem problem) {
    deaf = true;
    assembly = null;
    waiting.add(Exchange.failed(problem));
    nextIfFree();
  }

  // ---- what goes out

  private void nextIfFree() {
    if (phase == Phase.IDLE || phase == Phase.ASKING) {
      next();
    }
  }

  private void next() {
    Exchange exchange = waiting.poll();
    if (exchange == null && silent) {
      close();
      return;
    }
    if (exchange == null) {
      enter(assembly == null ? Phase.IDLE : Phase.ASKING);
      channel.config().setAutoRead(true);
      return;
    }
    channel.config().setAutoRead(false);
    enter(Phase.ANSWERING);
    Request request = exchange.request();
    if (request == null) {
      send(exchange, Objects.requireNonNull(exchange.answer()));
      return;
    }
    try {
      executor.execute(() -> work(exchange, request));
    } catch (RejectedExecutionException e) {
      send(exchange, Problem.unavailable("too many requests are waiting: try again").reply());
    }
  }

  /** Finds the answer; on a thread of the executor. */
  private void work(Exchange exchange, Request request) {
    Reply reply;
    try {
      reply = router.handle(request);
    } catch (Exception | Error e) { // whatever it was, the client is not to wait for ever
      e.printStackTrace();
      reply = Problem.internal().reply();
    }
    if (reply instanceof Reply.Streamed streamed && !exchange.head()) {
      begin(exchange, streamed);
    } else {
      Reply answer = reply;
      channel.eventLoop().execute(() -> send(exchange, answer));
    }
  }

  private void begin(Exchange exchange, Reply.Streamed reply) {
    Stream outlet = new Stream(channel, limits.streamBytes());
    try {
      reply.producer().begin(outlet);
      channel.eventLoop().execute(() -> stream(exchange, reply, outlet));
    } catch (ControlException e) {
      channel.eventLoop().execute(() -> send(exchange, Problem.of(e).reply()));
    } catch (RuntimeException | Error e) {
      e.printStackTrace();
      channel.eventLoop().execute(() -> send(exchange, Problem.internal().reply()));
    }
  }

  private void send(Exchange exchange, Reply reply) {
    enter(Phase.SENDING);
    FullHttpResponse whole = Framing.whole(exchange, reply);
    FullHttpResponse response =
        clients.beginReply(whole.content().readableBytes())
            ? whole
            : Framing.whole(exchange, Problem.unavailable(UNREAD).reply());
    int bytes = Objects.equals(response, whole) ? whole.content().readableBytes() : 0;
    channel
        .writeAndFlush(response)
        .addListener(
            (ChannelFutureListener)
                sent -> {
                  clients.endReply(bytes);
                  if (sent.isSuccess() && exchange.keepAlive()) {
                    next();
                  } else {
                    close();
                  }
                });
  }

  private void stream(Exchange exchange, Reply.Streamed reply, Stream outlet) {
    if (!channel.isActive() || silent || !clients.beginStream(this)) {
      outlet.closed();
      if (silent) {
        close();
      } else if (channel.isActive()) {
        send(
            exchange,
            Problem.unavailable(limits.streams() + " streams are being read, and no more can be")
                .reply());
      }
      return;
    }
    enter(Phase.STREAMING);
    deaf = true;
    stream = outlet;
    ChannelFuture _ = channel.writeAndFlush(Framing.streamHead(exchange, reply));
    outlet.open();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (stream != null) {
      enter(Phase.STREAMING);
      if (channel.isWritable()) {
        stream.drain();
      }
    }
  }
}
