package org.slirp4j.runtime.bench.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Clients that connect, ask and close: how many a second, and how long many at once take. */
final class Connections {
  private final InetSocketAddress to;
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicReference<@Nullable IOException> outOfPorts = new AtomicReference<>();

  private Connections(InetSocketAddress to) {
    this.to = to;
  }

  /**
   * Connects, asks once and closes, for a while, from several clients that each do so one after
   * another; returns how many connections did it by the end of that time, how many failed, and that
   * time in nanoseconds. One that is under way at the end does not count.
   *
   * @throws IOException when this side has no ports left, which says nothing of the network
   */
  static String rate(InetSocketAddress to, int clients, int millis)
      throws IOException, InterruptedException {
    Connections all = new Connections(to);
    AtomicInteger inTime = new AtomicInteger();
    long begin = System.nanoTime();
    long length = TimeUnit.MILLISECONDS.toNanos(millis);
    long _ =
        all.run(
            clients,
            (number, buffer) -> {
              while (all.outOfPorts.get() == null && System.nanoTime() - begin < length) {
                if (all.connect(all.done.get(), 1, buffer) && System.nanoTime() - begin <= length) {
                  inTime.getAndIncrement();
                }
              }
            });
    return inTime.get() + " " + all.failed.get() + " " + length;
  }

  /**
   * Lets all clients connect at the same time, ask some times and close; returns the nanoseconds
   * that they took, and how many failed.
   *
   * @throws IOException when this side has no ports left, which says nothing of the network
   */
  static String crowd(InetSocketAddress to, int clients, int requests)
      throws IOException, InterruptedException {
    Connections all = new Connections(to);
    CountDownLatch start = new CountDownLatch(1);
    AtomicInteger waiting = new AtomicInteger(clients);
    long nanos =
        all.run(
            clients,
            (number, buffer) -> {
              if (waiting.decrementAndGet() == 0) {
                start.countDown();
              }
              start.await();
              all.connect(number, requests, buffer);
            });
    return nanos + " " + all.failed.get();
  }

  /** What a client does, with its number and a buffer of its own. */
  private interface Client {
    void run(int number, ByteBuffer buffer) throws InterruptedException;
  }

  /** Lets so many do it at once, each in a thread; returns the nanoseconds until all have ended. */
  private long run(int clients, Client client) throws IOException, InterruptedException {
    List<Thread> threads = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < clients; i++) {
      int number = i;
      threads.add(
          Threads.startVirtual(() -> {
            try {
              client.run(number, ByteBuffer.allocate(Sockets.REQUEST_BYTES));
            } catch (InterruptedException e) {
              failed.getAndIncrement();
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    IOException failure = outOfPorts.get();
    if (failure != null) {
      throw new IOException("the traffic generator has no ports left: " + failure, failure);
    }
    return System.nanoTime() - begin;
  }

  /** Connects for the {@code index}-th time, asks, and counts and returns how that went. */
  private boolean connect(int index, int requests, ByteBuffer buffer) {
    try (SocketChannel channel = Sockets.connect(to, index)) {
      for (int i = 1; i < requests; i++) {
        Sockets.ask(channel, buffer);
      }
      Sockets.askLast(channel, buffer);
      done.getAndIncrement();
      return true;
    } catch (IOException e) {
      if (Sockets.isOutOfPorts(e)) {
        outOfPorts.set(e);
      }
      failed.getAndIncrement();
      return false;
    }
  }
}
