package org.slirp4j.tcpip.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.TestStack.FAR;
import static org.slirp4j.tcpip.testing.TestStack.MILLISECOND;
import static org.slirp4j.tcpip.testing.TestStack.SECOND;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.TcpPacket.TcpHeader;
import org.slirp4j.tcpip.DeafTcpHandler;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;
import org.slirp4j.tcpip.wire.TcpSegment;

/** Very many connections that are reset at once, with resets that are lost. */
class ResetBurstTest {
  private static final int PORT = 80;
  private static final int FIRST = 10_000;
  private static final int OTHERS = 300;

  /** Until all have been asked once. */
  private static final long ASKED_NANOS = ResetBurst.PATIENCE_NANOS + SECOND;

  private final TestStack bench =
      new TestStack(
          TestStack.config(1500, Offloads.NONE, Limits.DEFAULT),
          Buffers.bounded(64, 4096),
          new Accepting());
  private final int[] iss = new int[65_536];
  private int open;

  /** Opens connections from ports of {@link #FIRST} on. */
  private void open(int count) {
    bench.introduce();
    for (int port = FIRST; port < FIRST + count; port++) {
      EmittedFrame synAck = bench.exchange(segment(port, 0, 0, TcpSegment.SYN)).getFirst();
      iss[port] = synAck.tcp().getHeader().getSequenceNumber();
      bench.exchange(segment(port, 1, firstText(port), TcpSegment.ACK));
    }
    assertEquals(count, open);
    bench.advance(SECOND);
  }

  /** Returns the number of the first text that a guest is sent. */
  private int firstText(int port) {
    return iss[port] + 1;
  }

  private byte[] segment(int port, int sequence, int ack, int flags) {
    return bench.guest.tcp(port, FAR, PORT, sequence, ack, flags, 65_535, new byte[0]);
  }

  /** Resets connections. */
  private void reset(int from, int count, long spacingNanos) {
    for (int port = from; port < from + count; port++) {
      bench.deliver(segment(port, 1, 0, TcpSegment.RST));
      bench.advance(spacingNanos);
    }
    bench.device.clear();
  }

  /** Lets time pass; returns who is asked in it. */
  private Set<Integer> askedIn(long nanos) {
    bench.advance(nanos);
    Set<Integer> asked = new HashSet<>();
    for (EmittedFrame frame : bench.device.take()) {
      if (frame.tcp() == null) {
        continue; // where the guest is
      }
      TcpHeader header = frame.tcp().getHeader();
      assertTrue(header.getAck() && !header.getRst(), header::toString);
      assertTrue(asked.add(header.getDstPort().valueAsInt()), "asked twice");
    }
    return asked;
  }

  private void answerAll(Set<Integer> ports, int flags) {
    for (int port : ports) {
      bench.deliver(segment(port, 1, 0, flags));
    }
  }

  @Test
  void thoseWhoseResetsWereLostAreFoundOut() {
    open(ResetBurst.MANY + OTHERS);
    reset(FIRST, ResetBurst.MANY, 0);
    Set<Integer> asked = askedIn(ASKED_NANOS);
    assertEquals(OTHERS, asked.size());
    answerAll(asked, TcpSegment.RST);
    assertEquals(0, open);
    assertEquals(Set.of(), askedIn(8_000 * SECOND));
  }

  @Test
  void thoseThatAreNotHeardOfAreAskedAgainAndNotTakenForDead() {
    open(ResetBurst.MANY + OTHERS);
    reset(FIRST, ResetBurst.MANY, 0);
    assertEquals(OTHERS, askedIn(ASKED_NANOS).size());
    assertEquals(OTHERS, askedIn(ASKED_NANOS).size(), "a question or its answer may be lost");
    assertEquals(Set.of(), askedIn(7_000 * SECOND));
    assertEquals(OTHERS, open);
    bench.advance(1_000 * SECOND);
    assertEquals(0, open, "whoever is silent for two hours and nine questions is dead");
  }

  @Test
  void whoAnswersIsNotAskedAgain() {
    open(ResetBurst.MANY + OTHERS);
    reset(FIRST, ResetBurst.MANY, 0);
    Set<Integer> asked = askedIn(ASKED_NANOS);
    for (int port : asked) {
      bench.deliver(segment(port, 1, firstText(port), TcpSegment.ACK));
    }
    assertEquals(Set.of(), askedIn(ASKED_NANOS + 7_000 * SECOND));
    assertEquals(OTHERS, open);
  }

  @Test
  void whoSpeaksMeanwhileIsAskedWhenItIsSilentAgain() {
    int speaker = FIRST + ResetBurst.MANY;
    open(ResetBurst.MANY + 1);
    reset(FIRST, ResetBurst.MANY, 0);
    bench.advance(SECOND);
    bench.deliver(segment(speaker, 1, firstText(speaker), TcpSegment.ACK));
    assertEquals(Set.of(), askedIn(2 * SECOND));
    assertEquals(Set.of(speaker), askedIn(8_000 * MILLISECOND));
  }

  @Test
  void theNextBurstIsNotForgottenButWaits() {
    open(2 * ResetBurst.MANY + OTHERS);
    reset(FIRST, ResetBurst.MANY, 0);
    for (int port : askedIn(ASKED_NANOS)) {
      bench.deliver(segment(port, 1, firstText(port), TcpSegment.ACK));
    }
    bench.advance(30 * SECOND);
    reset(FIRST + ResetBurst.MANY, ResetBurst.MANY, 0);
    long waited = ASKED_NANOS + 30 * SECOND;
    assertEquals(Set.of(), askedIn(ResetBurst.INTERVAL_NANOS - waited));
    bench.introduce();
    assertEquals(OTHERS, askedIn(ASKED_NANOS).size());
  }

  @Test
  void resetsOneByOneAreNoBurst() {
    open(2 * ResetBurst.MANY);
    reset(FIRST, ResetBurst.MANY + 50, MILLISECOND);
    assertEquals(Set.of(), askedIn(100 * SECOND));
  }

  @Test
  void aBurstWhileQuestionsAreUnderWayIsNotForgotten() {
    open(2 * ResetBurst.MANY + OTHERS);
    reset(FIRST, ResetBurst.MANY, 0);
    for (int port : askedIn(ASKED_NANOS)) {
      bench.deliver(segment(port, 1, firstText(port), TcpSegment.ACK));
    }
    reset(FIRST + ResetBurst.MANY, ResetBurst.MANY, 0);
    assertEquals(OTHERS, askedIn(ResetBurst.INTERVAL_NANOS).size());
  }

  @Test
  void fewResetsAreNoBurst() {
    open(ResetBurst.MANY + OTHERS);
    reset(FIRST, ResetBurst.MANY - 1, 0);
    assertEquals(Set.of(), askedIn(100 * SECOND));
  }

  /** Accepts every connection and has nothing to say. */
  private final class Accepting extends RecordingUplink {
    @Override
    public TcpHandler onTcpOpen(TcpFlow flow) {
      flow.accept();
      open++;
      return new Silent();
    }
  }

  private final class Silent extends DeafTcpHandler {
    @Override
    public void onClosed(boolean reset) {
      open--;
    }
  }
}
