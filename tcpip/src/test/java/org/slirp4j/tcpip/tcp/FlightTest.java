package org.slirp4j.tcpip.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slirp4j.tcpip.EchoFlow;
import org.slirp4j.tcpip.EchoHandler;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.UdpHandler;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.testing.TestStack;

/** The records of what was sent, beside a model that keeps one for every number. */
class FlightTest {
  private static final int MSS = 40;

  /** One number in flight. */
  private static final class SentNumber {
    long sentAt;
    boolean held;
    boolean lost;
    boolean again;
  }

  /** What is told of numbers in flight, done number by number. */
  private static final class Model {
    final List<SentNumber> numbers = new ArrayList<>();
    int una;

    Model(int begin) {
      una = begin;
    }

    int nxt() {
      return una + numbers.size();
    }

    SentNumber at(int sequence) {
      return numbers.get(sequence - una);
    }

    void send(int count, long now) {
      for (int i = 0; i < count; i++) {
        SentNumber number = new SentNumber();
        number.sentAt = now;
        numbers.add(number);
      }
    }

    void sendAgain(int from, int to, long now) {
      for (int i = from; i != to; i++) {
        SentNumber number = at(i);
        if (!number.held) {
          number.sentAt = now;
          number.lost = false;
          number.again = true;
        }
      }
    }

    void acknowledge(int to) {
      numbers.subList(0, to - una).clear();
      una = to;
    }

    void hold(int from, int to) {
      for (int i = from; i != to; i++) {
        at(i).held = true;
        at(i).lost = false;
      }
    }

    void forgetHeld() {
      for (SentNumber each : numbers) {
        each.again |= each.held;
        each.held = false;
      }
    }

    void loseFirst(int count) {
      for (int i = 0; i < Math.min(count, numbers.size()); i++) {
        numbers.get(i).lost |= !numbers.get(i).held;
      }
    }

    void loseOlder(long sentBy) {
      for (SentNumber each : numbers) {
        each.lost |= !each.held && each.sentAt <= sentBy;
      }
    }

    /** RFC 8985, 6.2, step 5, for numbers that were sent at other times than {@code xmitTs}. */
    long loseSentBefore(long xmitTs, long patience, long now) {
      long timeout = 0;
      for (SentNumber each : numbers) {
        if (!each.held && !each.lost && each.sentAt < xmitTs) {
          long remaining = each.sentAt + patience - now;
          each.lost = remaining <= 0;
          timeout = Math.max(timeout, Math.max(remaining, 0));
        }
      }
      return timeout;
    }
  }

  /** With few enough ranges that nothing has to be merged, both say the same. */
  @ParameterizedTest
  @CsvSource({"1,0", "2,-1500", "3,2147482900", "4,-2147483648", "5,12345"})
  void knowsOfEveryNumberWhatAModelKnows(long seed, int begin) {
    Random random = new Random(seed);
    Rack rack = idleRack();
    for (int round = 0; round < 60; round++) {
      Flight flight = new Flight(new TransmissionMemory());
      flight.begin(begin);
      Model model = new Model(begin);
      long now = 1;
      for (int step = 0; step < 60; step++) {
        now += random.nextInt(3);
        act(random, flight, model, rack, now);
        assertSame(flight, model, "seed " + seed + " round " + round + " step " + step);
      }
    }
  }

  private static void act(Random random, Flight flight, Model model, Rack rack, long now) {
    int size = model.numbers.size();
    int from = model.una + (size == 0 ? 0 : random.nextInt(size));
    int to = from + random.nextInt(1 + Math.min(model.nxt() - from, 100));
    switch (random.nextInt(size == 0 ? 2 : 12)) {
      case 0, 1, 2, 3 -> {
        int count = 1 + random.nextInt(150);
        model.send(count, now);
        flight.onSent(model.nxt(), now);
      }
      case 4, 5 -> {
        if (from != model.una && from != to) {
          model.hold(from, to);
          flight.onHeld(from, to, rack);
        }
      }
      case 6 -> {
        if (from != to) {
          model.sendAgain(from, to, now);
          flight.onSentAgain(from, to, now);
        }
      }
      case 7 -> {
        model.acknowledge(to);
        flight.onAcknowledged(to, rack);
      }
      case 8 -> {
        long xmitTs = now - random.nextInt(20);
        int patience = random.nextInt(20);
        long expected = model.loseSentBefore(xmitTs, patience, now);
        // No number ends 1 GiB before una: those that were sent at xmitTs were not sent before.
        assertEquals(
            expected, flight.loseSentBefore(xmitTs, model.una - (1 << 30), patience, now), "wait");
      }
      case 9 -> {
        model.loseFirst(MSS);
        flight.loseFirst(MSS);
      }
      case 10 -> {
        int patience = 10 + random.nextInt(30);
        model.loseFirst(MSS);
        model.loseOlder(now - patience);
        flight.loseOnTimeout(MSS, patience, now);
      }
      default -> {
        if (random.nextInt(4) == 0) {
          model.forgetHeld();
          flight.forgetHeld();
          model.loseOlder(now); // when what was held was sent is not kept
          flight.loseAll();
        }
      }
    }
    while (!model.numbers.isEmpty() && model.numbers.getFirst().held) {
      model.acknowledge(model.una + 1); // the guest would have
      flight.onAcknowledged(model.una, rack);
    }
  }

  private static void assertSame(Flight flight, Model model, String message) {
    int held = 0;
    int lost = 0;
    int firstLost = -1;
    int runEnd = -1;
    boolean plain = true;
    for (int i = 0; i < model.numbers.size(); i++) {
      SentNumber each = model.numbers.get(i);
      held += each.held ? 1 : 0;
      lost += each.lost ? 1 : 0;
      plain &= !each.held && !each.lost && !each.again;
      if (each.lost && (firstLost < 0 || runEnd == i)) {
        firstLost = firstLost < 0 ? i : firstLost;
        runEnd = i + 1;
      }
    }
    assertEquals(model.numbers.size(), flight.bytes(), message);
    assertEquals(model.numbers.size() - held - lost, flight.pipe(), message);
    assertEquals(held > 0, flight.hasHeld(), message);
    assertEquals(plain, flight.isPlain(), message);
    assertEquals(lost > 0, flight.findLost(), message);
    if (lost > 0) {
      assertEquals(model.una + firstLost, flight.lostFrom(), message);
      assertEquals(runEnd - firstLost, flight.lostLength(), message);
    }
  }

  /** A guest that reports every second byte costs a bounded record, and nothing is forgotten. */
  @ParameterizedTest
  @CsvSource({"1,true", "2,false"})
  void whatHasNoPlaceIsNeverTakenForDelivered(long seed, boolean memoryLeft) {
    Random random = new Random(seed);
    TransmissionMemory memory = new TransmissionMemory();
    while (!memoryLeft && memory.take()) {
      // goes on until there is none
    }
    Rack rack = idleRack();
    Flight flight = new Flight(memory);
    flight.begin(0);
    Model model = new Model(0);
    for (int step = 0; step < 3_000; step++) {
      int size = model.numbers.size();
      if (size < 2_000) {
        model.send(10, step);
        flight.onSent(model.nxt(), step);
        continue;
      }
      int from = model.una + 1 + random.nextInt(size - 1);
      if (random.nextInt(3) == 0) {
        flight.onSentAgain(from, from + 1, step);
      } else {
        model.hold(from, from + 1);
        flight.onHeld(from, from + 1, rack);
      }
      int held = (int) model.numbers.stream().filter(each -> each.held).count();
      assertTrue(flight.bytes() == size && flight.pipe() >= size - held, "step " + step);
    }
    flight.loseAll();
    int again = 0;
    while (flight.findLost()) {
      again += flight.lostLength();
      flight.onSentAgain(flight.lostFrom(), flight.lostFrom() + flight.lostLength(), 4_000);
    }
    int unheld = (int) model.numbers.stream().filter(each -> !each.held).count();
    assertTrue(again >= unheld, "all that the guest lacks can be sent again");
    flight.onAcknowledged(model.nxt(), rack);
    assertEquals(0, flight.bytes());
    flight.clear();
    assertTrue(memoryLeft == memory.take(), "the place is given back, once");
  }

  @Test
  void whatIsSentInOneTurnIsOneRange() {
    Transmissions ranges = new Transmissions(new TransmissionMemory());
    ranges.begin(0);
    for (int i = 1; i <= 1_000; i++) {
      ranges.append(i * 1_448, 5);
    }
    assertEquals(1, ranges.count());
    ranges.append(1_448_001, 6);
    assertEquals(2, ranges.count());
    assertFalse(ranges.has(0, Transmissions.AGAIN));
  }

  @Test
  void rangesAreBounded() {
    Transmissions ranges = new Transmissions(new TransmissionMemory());
    ranges.begin(0);
    for (int i = 1; i <= 10_000; i++) {
      ranges.append(i, i);
      if (i % 2 == 0) {
        ranges.mark(ranges.count() - 1, Transmissions.AGAIN);
      }
      assertTrue(ranges.count() <= Transmissions.MAX_RANGES);
      assertEquals(i, ranges.end());
    }
  }

  /** A judge of deliveries that nobody asks. */
  private static Rack idleRack() {
    TestStack bench = new TestStack(new NoUplink());
    bench.introduce();
    TcpFlow flow =
        bench.stack.connect(
            IpAddress.v4(TestStack.GUEST),
            80,
            IpAddress.v4(TestStack.FAR),
            80,
            new SimulatedRelay("idle", new Random(), 0, 0, 0, 1, -1),
            bench.now());
    Rack rack = new Rack((TcpConnection) Objects.requireNonNull(flow), new RttEstimator());
    rack.begin(0);
    return rack;
  }

  private static final class NoUplink implements Uplink {
    @Override
    public TcpHandler onTcpOpen(TcpFlow flow) {
      throw new AssertionError();
    }

    @Override
    public UdpHandler onUdpOpen(UdpFlow flow) {
      throw new AssertionError();
    }

    @Override
    public EchoHandler onEchoOpen(EchoFlow flow) {
      throw new AssertionError();
    }
  }
}
