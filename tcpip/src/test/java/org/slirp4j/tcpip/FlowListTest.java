package org.slirp4j.tcpip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.TestStack.FAR;
import static org.slirp4j.tcpip.testing.TestStack.SECOND;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;

/** What a stack tells about its flows: lists, numbers, log lines. */
class FlowListTest {
  private static final int SYN = 2;
  private static final int ACK = 16;

  private final List<String> log = new ArrayList<>();
  private final List<TcpFlow> tcp = new ArrayList<>();
  private final RecordingUplink uplink =
      new RecordingUplink() {
        @Override
        public TcpHandler onTcpOpen(TcpFlow flow) {
          tcp.add(flow);
          return new DeafTcpHandler();
        }
      };
  private final TestStack network = new TestStack(uplink);
  private final GuestFrames guest = network.guest;

  @Test
  void aTcpFlowTellsItsStateAndWhatItCarried() {
    network.introduce();
    network.exchange(guest.tcp(1000, FAR, 80, 100, 0, SYN, 65_535, new byte[0]));
    assertEquals("flow 1 DIALLING 10.0.2.100:1000 -> 192.0.2.7:80", list(10).getFirst().label());

    tcp.getFirst().accept();
    long iss = establish(1000, 100);
    network.exchange(guest.tcp(1000, FAR, 80, 101, iss + 1, ACK, 65_535, new byte[700]));
    write(tcp.getFirst(), 300);
    network.emit();
    network.advance(SECOND / 2); // nobody acknowledges: it goes out again
    network.exchange(guest.tcp(1000, FAR, 80, 801, iss + 301, ACK, 65_535, new byte[0]));

    FlowInfo flow = list(10).getFirst();
    assertEquals("ESTABLISHED", flow.state());
    assertEquals(700, flow.bytesFromGuest());
    assertEquals(300, flow.bytesToGuest());
    assertTrue(flow.retransmits() > 0, flow::toString);
    assertTrue(flow.congestionWindowBytes() > 0, flow::toString);
    assertTrue(flow.ageNanos() >= SECOND / 2, flow::toString);
    network.device.clear();
  }

  @Test
  void textThatCameEarlyIsCountedOnceAndInOrder() {
    network.introduce();
    network.exchange(guest.tcp(1000, FAR, 80, 100, 0, SYN, 65_535, new byte[0]));
    tcp.getFirst().accept();
    long iss = establish(1000, 100);
    network.exchange(guest.tcp(1000, FAR, 80, 301, iss + 1, ACK, 65_535, new byte[100]));
    assertEquals(0, list(10).getFirst().bytesFromGuest());
    network.exchange(guest.tcp(1000, FAR, 80, 101, iss + 1, ACK, 65_535, new byte[200]));
    network.exchange(guest.tcp(1000, FAR, 80, 101, iss + 1, ACK, 65_535, new byte[200]));
    assertEquals(300, list(10).getFirst().bytesFromGuest());
    network.device.clear();
  }

  @Test
  void udpAndEchoFlowsAreListedWithWhatTheyCarried() {
    network.introduce();
    network.exchange(guest.udp(1000, FAR, 2000, new byte[30]));
    network.exchange(guest.echoRequest(FAR, 7, 1, new byte[10]));
    assertEquals(
        List.of(
            "flow 1 UNREPLIED 10.0.2.100:1000 -> 192.0.2.7:2000",
            "flow 2 UNREPLIED 10.0.2.100:7 -> 192.0.2.7"),
        list(10).stream().map(FlowInfo::label).toList());

    Buffer answer = network.payload(new byte[20]);
    IpAddress from = IpAddress.v4(FAR);
    uplink.udp.getFirst().flow.send(answer, Buffers.HEADROOM_BYTES, 20, from.high(), from.low(), 9);
    FlowInfo udp = list(10).getFirst();
    assertEquals("REPLIED", udp.state());
    assertEquals(30, udp.bytesFromGuest());
    assertEquals(20, udp.bytesToGuest());
    network.emit();
    network.device.clear();
  }

  @Test
  void numbersAreNeverUsedAgainAndSharedWithFlowsThatGoAnotherWay() {
    network.exchange(guest.udp(1000, FAR, 2000, new byte[3]));
    assertEquals(2, network.stack.nextFlowId());
    uplink.udp.getFirst().flow.close();
    network.exchange(guest.udp(1000, FAR, 2000, new byte[3]));
    assertEquals(3, list(10).getFirst().id());
  }

  @Test
  void manyFlowsComeInSmallLists() {
    Set<Long> expected = new HashSet<>();
    for (int port = 1; port <= 500; port++) {
      network.deliver(guest.udp(port, FAR, 2000, new byte[3]));
      expected.add((long) port);
    }
    List<FlowInfo> all = list(16);
    assertEquals(500, all.size());
    assertEquals(500, network.stack.openFlows(FlowInfo.Protocol.UDP));
    assertEquals(500, network.stack.counters().opened(FlowInfo.Protocol.UDP));
    all.forEach(flow -> assertTrue(expected.remove(flow.id()), flow::toString));
  }

  @Test
  void aListIsNotMuchLongerThanWhatWasAskedFor() {
    for (int port = 1; port <= 500; port++) {
      network.deliver(guest.udp(port, FAR, 2000, new byte[3]));
    }
    List<FlowInfo> some = new ArrayList<>();
    long next = network.stack.listFlows(1L << 32, 16, network.now(), some::add);
    assertTrue(some.size() >= 16 && some.size() < 40, () -> some.size() + " flows");
    assertTrue(next > 1L << 32, () -> "cursor " + next);
  }

  @Test
  void theLogTellsTheLifeOfAFlow() {
    network.introduce();
    network.stack.logFlows((flow, event) -> log.add(flow.label() + ": " + event));
    network.exchange(guest.tcp(1000, FAR, 80, 100, 0, SYN, 65_535, new byte[0]));
    tcp.getFirst().accept();
    establish(1000, 100);
    tcp.getFirst().reset();
    network.emit();
    network.device.clear();
    String key = " 10.0.2.100:1000 -> 192.0.2.7:80: ";
    assertEquals(
        List.of(
            "flow 1 DIALLING" + key + "SYN from the container",
            "flow 1 SYN-RECEIVED" + key + "was DIALLING",
            "flow 1 ESTABLISHED" + key + "was SYN-RECEIVED",
            "flow 1 ESTABLISHED" + key + "reset by the far end",
            "flow 1 CLOSED" + key + "over, was ESTABLISHED"),
        log);
  }

  @Test
  void nobodyIsToldWhenThereIsNoLog() {
    network.stack.logFlows((flow, event) -> log.add(event));
    network.stack.logFlows(null);
    network.exchange(guest.tcp(1000, FAR, 80, 100, 0, SYN, 65_535, new byte[0]));
    assertEquals(List.of(), log);
    assertEquals(false, tcp.getFirst().isLogged());
  }

  /** Acknowledges the SYN/ACK; returns its number. */
  private long establish(int port, long isn) {
    network.emit();
    byte[] synAck = network.device.take().getLast().ipPayload();
    long iss = ByteBuffer.wrap(synAck).getInt(4) & 0xffff_ffffL;
    network.exchange(guest.tcp(port, FAR, 80, isn + 1, iss + 1, ACK, 65_535, new byte[0]));
    return iss;
  }

  private static void write(TcpFlow flow, int length) {
    assertTrue(flow.reserve() != 0 && flow.reservedBytes() >= length);
    flow.commit(length);
  }

  private List<FlowInfo> list(int most) {
    List<FlowInfo> flows = new ArrayList<>();
    for (long cursor = 0; cursor >= 0; ) {
      cursor = network.stack.listFlows(cursor, most, network.now(), flows::add);
    }
    return flows;
  }
}
