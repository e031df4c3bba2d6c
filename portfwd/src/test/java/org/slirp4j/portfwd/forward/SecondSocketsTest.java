package org.slirp4j.portfwd.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slirp4j.portfwd.config.HostLimits;
import org.slirp4j.portfwd.host.HostAddress;
import org.slirp4j.portfwd.host.HostSockets;
import org.slirp4j.portfwd.policy.Loopback;
import org.slirp4j.portfwd.report.RelayCounters;

class SecondSocketsTest {
  private static final int LIMIT = 64;

  /** What a forward has that a crowd came to. */
  private static final int MANY = SecondSockets.FEW;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final IoEventLoop loop = group.next();
  private long nowNanos;
  private final HostSockets sockets =
      new HostSockets(
          loop,
          new HostLimits(LIMIT),
          null,
          null,
          () -> {},
          new RelayCounters(),
          line -> {},
          () -> nowNanos);
  private final SecondSockets seconds = new SecondSockets(sockets);

  @AfterEach
  void close() {
    sockets.resetAll();
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private void open(int count) {
    while (sockets.open() < count) {
      assertNotNull(sockets.stream(new HostAddress(Loopback.V4, 1, 0)));
    }
  }

  private int grantedAtOnce() {
    int granted = 0;
    while (granted < 1_000 && seconds.grants(MANY)) {
      granted++;
    }
    return granted;
  }

  @Test
  void allGetThemWhileThereArePlenty() {
    open(LIMIT - LIMIT / 4);
    assertEquals(1_000, grantedAtOnce());
  }

  @Test
  void aCrowdThatComesWhenTheyAreScarceLeavesSomeForLaterOnes() {
    open(LIMIT - LIMIT / 4 + 1);
    assertEquals(SecondSockets.MAX_TOKENS, grantedAtOnce());
    nowNanos += SecondSockets.NANOS_PER_TOKEN - 1;
    assertFalse(seconds.grants(MANY));
    nowNanos += 1;
    assertEquals(1, grantedAtOnce());
    nowNanos += TimeUnit.HOURS.toNanos(1);
    assertEquals(SecondSockets.MAX_TOKENS, grantedAtOnce());
  }

  @Test
  void theFirstOfAForwardGetThemWhateverACrowdAtAnotherTook() {
    open(LIMIT - LIMIT / 4 + 1);
    grantedAtOnce();
    assertFalse(seconds.grants(MANY));
    for (int had = 0; had < SecondSockets.FEW; had++) {
      assertTrue(seconds.grants(had));
    }
  }

  @Test
  void theVeryLastAreForWhatCannotDoWithout() {
    open(LIMIT - LIMIT / 32);
    assertTrue(seconds.grants(MANY));
    open(LIMIT - LIMIT / 32 + 1);
    assertFalse(seconds.grants(MANY));
    assertFalse(seconds.grants(0));
  }
}
