package org.slirp4j.portfwd.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slirp4j.portfwd.config.HostLimits;
import org.slirp4j.portfwd.config.SocketBudget;
import org.slirp4j.portfwd.policy.Loopback;
import org.slirp4j.portfwd.report.RelayCounters;
import org.slirp4j.tapdev.libc.Errno;

/** The bound on sockets, and what may exceed it. */
final class HostSocketsTest {
  private static final int LIMIT = 4;
  private static final HostAddress TO = new HostAddress(Loopback.V4, 53, 0);

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final List<HostSockets> all = new ArrayList<>();
  private final List<String> log = new ArrayList<>();

  private HostSockets sockets(HostLimits limits) {
    IoEventLoop loop = group.next();
    HostSockets made =
        new HostSockets(loop, limits, null, null, () -> {}, new RelayCounters(), log::add, () -> 0);
    all.add(made);
    return made;
  }

  @AfterEach
  void close() {
    all.forEach(HostSockets::resetAll);
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private static void fill(HostSockets sockets, int count) {
    while (sockets.open() < count) {
      assertNotNull(sockets.stream(TO));
    }
  }

  private static List<HostSocket> takeReserve(HostSockets sockets) {
    List<HostSocket> reserve = new ArrayList<>();
    for (HostSocket next = ofServer(sockets, 0); next != null; ) {
      reserve.add(next);
      next = ofServer(sockets, reserve.size());
    }
    return reserve;
  }

  private static @Nullable HostSocket ofServer(HostSockets sockets, int number) {
    return number % 2 == 0 ? sockets.datagramToServer(TO) : sockets.streamToServer(TO);
  }

  @Test
  void nameServersAreAskedAlthoughFlowsHaveAllSockets() {
    HostSockets sockets = sockets(new HostLimits(LIMIT));
    fill(sockets, LIMIT);
    assertNull(sockets.stream(TO));
    assertEquals(HostLimits.RESERVE, takeReserve(sockets).size());
    assertEquals(Errno.EMFILE, sockets.errno());
    assertNull(sockets.datagramTo(TO));
  }

  @Test
  void whatIsClosedOfTheReserveIsThereForTheNext() {
    HostSockets sockets = sockets(new HostLimits(LIMIT));
    fill(sockets, LIMIT);
    takeReserve(sockets).forEach(HostSocket::close);
    assertEquals(HostLimits.RESERVE, takeReserve(sockets).size());
  }

  @Test
  void theReserveIsNotTouchedWhileThereAreOthers() {
    HostSockets sockets = sockets(new HostLimits(LIMIT));
    for (int i = 0; i < LIMIT; i++) {
      assertNotNull(sockets.datagramToServer(TO));
    }
    assertEquals(HostLimits.RESERVE, takeReserve(sockets).size());
  }

  @Test
  void whereContainersShareEachHasAReserve() {
    assertEquals(HostLimits.RESERVE, takeReserve(greedy(new SocketBudget(1_000, ""))).size());
  }

  @Test
  void whatToDoIsToldOfTheBoundThatIsReached() {
    HostSockets alone = sockets(new HostLimits(LIMIT, null, "get more heap"));
    fill(alone, LIMIT);
    assertNull(alone.stream(TO));
    assertEquals(1, log.size());
    assertTrue(log.getLast().endsWith("as may be, 4: get more heap"), log::getLast);
    HostSockets shared = greedy(new SocketBudget(1_000, "get more files"));
    assertEquals(2, log.size());
    String share = "its share of " + shared.open() + " sockets: get more files";
    assertTrue(log.getLast().endsWith(share), log::getLast);
  }

  @Test
  void theReserveIsNotWhatOthersAreSureOf() {
    SocketBudget budget = new SocketBudget(LIMIT, "");
    assertTrue(takeReserve(greedy(budget)).size() < HostLimits.RESERVE);
    assertEquals(0, budget.free());
  }

  /** Returns the sockets of a container that has all it may have of a budget. */
  private HostSockets greedy(SocketBudget budget) {
    budget.join();
    HostSockets greedy = sockets(new HostLimits(10_000, budget, ""));
    for (HostSocket next = greedy.stream(TO); next != null; ) {
      next = greedy.stream(TO);
    }
    return greedy;
  }
}
