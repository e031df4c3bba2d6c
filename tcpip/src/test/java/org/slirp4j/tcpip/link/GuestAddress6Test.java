package org.slirp4j.tcpip.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;

/** Which IPv6 address a container is taken to have. */
final class GuestAddress6Test {
  private static final long PREFIX = 0xfd00L << 48;
  private static final long LINK = 0xfe80L << 48;

  private final GuestAddress6 guest = new GuestAddress6(PREFIX);

  @Test
  void nothingHeardMeansNoAddress() {
    assertNull(guest.get());
  }

  @Test
  void linkLocalAddressTellsTheOther() {
    guest.onLearned(LINK, 7);
    assertEquals(new IpAddress(PREFIX, 7), guest.get());
  }

  @Test
  void addressThatWasHeardOfIsPreferred() {
    guest.onLearned(PREFIX, 9);
    guest.onLearned(LINK, 7);
    assertEquals(new IpAddress(PREFIX, 9), guest.get());
    guest.onLearned(PREFIX, 10);
    assertEquals(new IpAddress(PREFIX, 10), guest.get());
  }

  @Test
  void silentAddressIsForgottenUntilItIsHeardOf() {
    guest.onLearned(LINK, 7);
    guest.onSilence(PREFIX, 7);
    assertNull(guest.get());
    guest.onLearned(LINK, 7);
    assertNull(guest.get());
    guest.onLearned(PREFIX, 7);
    assertEquals(new IpAddress(PREFIX, 7), guest.get());
  }

  @Test
  void guessIsLeftWhenTheOtherIsSilent() {
    guest.onLearned(LINK, 7);
    guest.onLearned(PREFIX, 9);
    guest.onSilence(PREFIX, 9);
    assertEquals(new IpAddress(PREFIX, 7), guest.get());
    guest.onSilence(LINK, 7);
    assertEquals(new IpAddress(PREFIX, 7), guest.get());
  }

  @Test
  void stackKnowsItFromTheContainersPackets() {
    TestStack network = TestStack.dual(new RecordingUplink());
    assertEquals(TestStack.GUEST6, network.stack.guest6(), "of which it has heard already");
    network.exchange(network.guest6.from("fd00::77").neighbourSolicitation(TestStack.ROUTER6));
    assertEquals(new IpAddress(PREFIX, 0x77), network.stack.guest6());
  }
}
