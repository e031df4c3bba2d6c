package org.slirp4j.tcpip.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.TestStack.FAR;
import static org.slirp4j.tcpip.testing.TestStack.MILLISECOND;
import static org.slirp4j.tcpip.testing.TestStack.SECOND;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.TcpPacket.TcpHeader;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.buffer.Buffer;
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

  private final TestStack bench =
      new TestStack(
          TestStack.config(1500, Offloads.NONE, Limits.DEFAULT),
          Buffers.bounded(64, 4096),
          new Accepting());
  private int iss;
  private int open;

  /** Opens connections from ports of {@link #FIRST} on. */
  private void open(int count) {
    bench.introduce();
    for (int port = FIRST; port < FIRST + count; port++) {
      EmittedFrame synAck = bench.exchange(segment(port, 0, 0, TcpSegment.SYN)).getFirst();
      iss = synAck.tcp().getHeader().getSequenceNumber();
      bench.exchange(segment(port, 1, iss + 1, TcpSegment.ACK));
    }
    assertEquals(count, open);
    bench.advance(SECOND);
  }

  private byte[] segment(int port, int sequence, int ack, int flags) {
    return bench.guest.tcp(port, FAR, PORT, sequence, ack, flags, 65_535, new byte[0]);
  }

  /** Resets connections from the first on; returns who is asked in the time after that. */
  private Set<Integer> askedAfterResets(int count, long spacingNanos) {
    for (int port = FIRST; port < FIRST + count; port++) {
      bench.deliver(segment(port, 1, 0, TcpSegment.RST));
      bench.advance(spacingNanos);
    }
    bench.device.clear();
    bench.advance(10 * SECOND);
    Set<Integer> asked = new HashSet<>();
    for (EmittedFrame frame : bench.device.take()) {
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
    Set<Integer> asked = askedAfterResets(ResetBurst.MANY, 0);
    assertEquals(OTHERS, asked.size());
    answerAll(asked, TcpSegment.RST);
    assertEquals(0, open);
    bench.advance(8_000 * SECOND);
    assertEquals(List.of(), bench.device.take());
  }

  @Test
  void thoseThatAreNotHeardOfAreNotTakenForDead() {
    open(ResetBurst.MANY + OTHERS);
    askedAfterResets(ResetBurst.MANY, 0);
    bench.advance(7_000 * SECOND);
    assertEquals(OTHERS, open, "a question or its answer may be lost");
    assertEquals(List.of(), bench.device.take());
    bench.advance(1_000 * SECOND);
    assertEquals(0, open, "whoever is silent for two hours and nine questions is dead");
  }

  @Test
  void whoSpeaksIsNotAsked() {
    open(ResetBurst.MANY + 1);
    bench.device.clear();
    for (int port = FIRST; port < FIRST + ResetBurst.MANY; port++) {
      bench.deliver(segment(port, 1, 0, TcpSegment.RST));
    }
    bench.advance(SECOND);
    bench.deliver(segment(FIRST + ResetBurst.MANY, 1, iss + 1, TcpSegment.ACK));
    bench.advance(10 * SECOND);
    assertEquals(List.of(), bench.device.take());
  }

  @Test
  void resetsOneByOneAreNoBurst() {
    open(2 * ResetBurst.MANY);
    assertEquals(Set.of(), askedAfterResets(ResetBurst.MANY + OTHERS, MILLISECOND));
  }

  @Test
  void fewResetsAreNoBurst() {
    open(ResetBurst.MANY + OTHERS);
    assertEquals(Set.of(), askedAfterResets(ResetBurst.MANY - 1, 0));
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

  private final class Silent implements TcpHandler {
    @Override
    public int onData(Buffer buffer, int at, int length) {
      return length;
    }

    @Override
    public void onEnd() {}

    @Override
    public void onEstablished() {}

    @Override
    public void onSendRoom() {}

    @Override
    public void onClosed(boolean reset) {
      open--;
    }
  }
}
