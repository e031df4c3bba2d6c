package org.slirp4j.runtime.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An outlet to a channel. Bytes wait in a queue, from which the loop takes them as fast as the
 * client reads; the loop is called once for all that has come meanwhile.
 */
final class Stream implements Outlet {
  private final Channel channel;
  private final int maxBytes;
  private final Queue<byte[]> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queuedBytes = new AtomicInteger();
  private final AtomicBoolean called = new AtomicBoolean();
  private volatile boolean ended;
  private @Nullable Runnable onClosed; // guarded by this
  private boolean closed; // guarded by this

  /** Whether the head has been sent; on the loop. */
  private boolean open;

  Stream(Channel channel, int maxBytes) {
    this.channel = channel;
    this.maxBytes = maxBytes;
  }

  @Override
  public boolean offer(byte[] bytes) {
    if (ended || bytes.length == 0) {
      return !ended;
    }
    if (queuedBytes.addAndGet(bytes.length) > maxBytes) {
      queuedBytes.addAndGet(-bytes.length);
      return false;
    }
    queue.add(bytes);
    callLoop();
    return true;
  }

  @Override
  public void end() {
    ended = true;
    callLoop();
  }

  @Override
  public void onClosed(Runnable task) {
    boolean late;
    synchronized (this) {
      late = closed;
      onClosed = task;
    }
    if (late) {
      task.run();
    }
  }

  private void callLoop() {
    if (called.compareAndSet(false, true)) {
      try {
        channel.eventLoop().execute(this::drain);
      } catch (RejectedExecutionException e) {
        ended = true; // the server has stopped
      }
    }
  }

  // ---- on the loop

  /** Begins to send. */
  void open() {
    open = true;
    drain();
  }

  /** Sends what the channel takes now. */
  void drain() {
    called.set(false);
    if (!open) {
      return;
    }
    byte[] bytes = null;
    while (channel.isWritable() && (bytes = queue.poll()) != null) {
      queuedBytes.addAndGet(-bytes.length);
      ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
      ChannelFuture _ = channel.write(new DefaultHttpContent(buffer));
    }
    if (ended && queue.isEmpty()) {
      open = false;
      channel
          .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
          .addListener(ChannelFutureListener.CLOSE);
    } else {
      channel.flush();
    }
  }

  /** Tells that nothing more can be sent. */
  void closed() {
    ended = true;
    open = false;
    queue.clear();
    Runnable task;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      task = onClosed;
    }
    if (task != null) {
      task.run();
    }
  }
}
