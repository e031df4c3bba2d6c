package org.slirp4j.tcpip.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.TestStack.FAR;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slirp4j.tcpip.DeafTcpHandler;
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

/** A hundred thousand SYNs of a guest that goes no further, while it also has a transfer going. */
class FloodTest {
  private static final int SYNS_BETWEEN_SEGMENTS = 50;
  private static final int GUEST_PORT = 5_000;
  private static final int PORT = 80;
  private static final int SEGMENT_BYTES = 1_000;

  private final Random random = new Random(7);
  private int pending;
  private int mostPending;
  private long transferred;
  private boolean transferCut;

  @ParameterizedTest
  @CsvSource({
    "one port that does not answer, 1, false, 20000",
    "many ports that do not answer, 60000, false, 100000",
    "one port that answers, 1, true, 20000",
    "many ports that answer, 60000, true, 100000",
  })
  void aTransferGoesOnAndWhatIsPendingIsBounded(String what, int ports, boolean answers, int syns) {
    TestStack bench =
        new TestStack(
            TestStack.config(1500, Offloads.NONE, Limits.DEFAULT),
            Buffers.bounded(64, 4096),
            new FloodedUplink(answers));
    bench.introduce();
    EmittedFrame synAck = bench.exchange(segment(bench, 0, 0, TcpSegment.SYN, 0)).getFirst();
    int iss = synAck.tcp().getHeader().getSequenceNumber();
    bench.exchange(segment(bench, 1, iss + 1, TcpSegment.ACK, 0));
    int sent = 0;
    for (int i = 0; i < syns; i++) {
      if (i % SYNS_BETWEEN_SEGMENTS == 0) {
        int flags = TcpSegment.ACK | TcpSegment.PSH;
        bench.deliver(segment(bench, 1 + sent, iss + 1, flags, SEGMENT_BYTES));
        sent += SEGMENT_BYTES;
      }
      int from = 1_024 + random.nextInt(60_000);
      int port = 1_000 + random.nextInt(ports);
      bench.deliver(
          bench.guest.tcp(
              from, FAR, port, random.nextInt(), 0, TcpSegment.SYN, 65_535, new byte[0]));
      bench.emit();
      bench.device.clear();
      bench.advance(10_000);
    }
    assertEquals(sent, transferred, what);
    assertTrue(!transferCut, what);
    int bound = ports == 1 ? Limits.DEFAULT.maxHalfOpen() / 2 : Limits.DEFAULT.maxHalfOpen();
    assertEquals(bound, mostPending, what);
    bench.device.clear();
    bench.advance(300 * TestStack.SECOND);
    assertTrue(answers ? pending == 0 : pending <= bound, "attempts that were answered time out");
  }

  private static byte[] segment(TestStack bench, int sequence, int ack, int flags, int length) {
    return bench.guest.tcp(GUEST_PORT, FAR, PORT, sequence, ack, flags, 65_535, new byte[length]);
  }

  private final class FloodedUplink extends RecordingUplink {
    private final boolean answers;

    FloodedUplink(boolean answers) {
      this.answers = answers;
    }

    @Override
    public TcpHandler onTcpOpen(TcpFlow flow) {
      boolean transfer = flow.peerPort() == PORT;
      if (transfer || answers) {
        flow.accept();
      }
      if (!transfer) {
        pending++;
        mostPending = Math.max(mostPending, pending);
      }
      return new Relay(transfer);
    }
  }

  private final class Relay extends DeafTcpHandler {
    private final boolean transfer;

    Relay(boolean transfer) {
      this.transfer = transfer;
    }

    @Override
    public int onData(Buffer buffer, int at, int length) {
      transferred += length;
      return length;
    }

    @Override
    public void onClosed(boolean reset) {
      transferCut |= transfer;
      pending -= transfer ? 0 : 1;
    }
  }
}
