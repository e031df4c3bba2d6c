package org.slirp4j.tcpip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slirp4j.tcpip.testing.TestStack.FAR;
import static org.slirp4j.tcpip.testing.TestStack.GATEWAY;
import static org.slirp4j.tcpip.testing.TestStack.SECOND;
import static org.slirp4j.tcpip.testing.TestStack.STACK_MAC;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;

class StackTest {
  private final RecordingUplink uplink = new RecordingUplink();
  private final TestStack network = new TestStack(uplink);
  private final GuestFrames guest = network.guest;

  @AfterEach
  void nothingIsHeld() {
    network.assertNothingHeld();
  }

  @Test
  void framesShorterThanTheirHeaderAreDropped() {
    for (int length = 0; length < 14; length++) {
      network.deliver(Arrays.copyOf(guest.arpRequest(GATEWAY), length));
    }
    network.assertDrops(DropReason.TRUNCATED, 14);
  }

  @Test
  void framesToOtherStationsAreDropped() {
    network.deliver(guest.ethernet(STACK_MAC ^ 1, 0x0800, new byte[40]));
    network.assertDrops(DropReason.WRONG_LINK_DESTINATION, 1);
  }

  @Test
  void protocolsThatTheStackDoesNotSpeakAreDropped() {
    network.deliver(guest.ethernet(STACK_MAC, 0x86dd, new byte[40]));
    network.deliver(guest.ethernet(0x3333_0000_0002L, 0x86dd, new byte[40]));
    network.deliver(guest.ethernet(STACK_MAC, 60, new byte[60]));
    network.assertDrops(DropReason.UNKNOWN_ETHER_TYPE, 3);
  }

  @Test
  void hasWorkUntilItIsEmitted() {
    assertFalse(network.stack.hasWork());
    network.deliver(guest.arpRequest(GATEWAY));
    assertTrue(network.stack.hasWork());
    network.emit();
    assertFalse(network.stack.hasWork());
    network.device.clear();
  }

  @Test
  void countsFramesAndBytes() {
    byte[] echo = guest.echoRequest(GATEWAY, 1, 1, new byte[10]);
    network.exchange(echo);
    network.exchange(guest.udp(1000, FAR, 2000, new byte[3]));
    Counters counters = network.stack.counters();
    assertEquals(2, counters.framesIn());
    assertEquals(echo.length + 45, counters.bytesIn());
    assertEquals(1, counters.framesOut());
    assertEquals(echo.length, counters.bytesOut());
  }

  @Test
  void anIdleStackHasNoDeadlineOnceItsFlowsAreGone() {
    assertEquals(Stack.NEVER, network.stack.nextDeadline());
    network.exchange(guest.udp(1000, FAR, 2000, new byte[3]));
    assertTrue(network.stack.nextDeadline() <= network.now() + 301 * SECOND);
    network.advance(1000 * SECOND);
    assertEquals(Stack.NEVER, network.stack.nextDeadline());
    assertEquals(1, uplink.udp.getFirst().closed);
  }

  @Test
  void framesLeaveInTheOrderInWhichTheyWereCaused() {
    network.deliver(guest.arpRequest(GATEWAY));
    network.deliver(guest.echoRequest(GATEWAY, 1, 1, new byte[1]));
    network.deliver(guest.ipv4(FAR, 132, new byte[8]));
    network.emit();
    List<Integer> types =
        network.device.take().stream().map(frame -> (int) frame.bytes()[13]).toList();
    assertEquals(List.of(6, 0, 0), types);
  }
}
