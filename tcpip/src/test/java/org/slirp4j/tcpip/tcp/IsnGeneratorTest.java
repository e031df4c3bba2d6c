package org.slirp4j.tcpip.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.FlowInfo;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.flow.Flow;

/** First numbers and timestamps that tell nothing (RFC 6528, 3; RFC 7323, 7.1): checklist 9, 2. */
class IsnGeneratorTest {
  private final IsnGenerator generator = new IsnGenerator(1, 2);

  @Test
  void aFlowsNumbersFollowAClockOfFourMicroseconds() {
    Flow flow = new Key(5_000, 80);
    int first = generator.initialSequence(flow, 0);
    assertEquals(first + 250_000, generator.initialSequence(flow, 1_000_000_000L));
  }

  @Test
  void numbersOfDifferentFlowsHaveNothingInCommon() {
    // libslirp's differ by 62,500 from one connection to the next
    Set<Integer> differences = new HashSet<>();
    int last = generator.initialSequence(new Key(4_999, 80), 0);
    int high = 0;
    for (int port = 5_000; port < 6_000; port++) {
      int next = generator.initialSequence(new Key(port, 80), 0);
      differences.add(next - last);
      high += next < 0 ? 1 : 0;
      last = next;
    }
    assertEquals(1_000, differences.size());
    assertTrue(high > 400 && high < 600, "all bits vary: " + high);
  }

  @Test
  void anotherSecretMakesOtherNumbers() {
    Flow flow = new Key(5_000, 80);
    IsnGenerator other = new IsnGenerator(1, 3);
    assertNotEquals(generator.initialSequence(flow, 0), other.initialSequence(flow, 0));
    assertNotEquals(generator.timestampOffset(flow), other.timestampOffset(flow));
  }

  @Test
  void timestampsOfDifferentFlowsBeginAnywhereAndOfOneFlowGoOn() {
    Set<Integer> offsets = new HashSet<>();
    for (int port = 5_000; port < 6_000; port++) {
      offsets.add(generator.timestampOffset(new Key(port, 80)));
    }
    assertEquals(1_000, offsets.size());
    // RFC 6191: a connection that follows another on the same ports has later timestamps
    assertEquals(
        generator.timestampOffset(new Key(5_000, 80)),
        generator.timestampOffset(new Key(5_000, 80)));
  }

  private static final class Key extends Flow {
    Key(int guestPort, int peerPort) {
      super(1, IpAddress.v4(0x0a00_0264), guestPort, IpAddress.v4(0xc000_0207), peerPort, 0);
    }

    @Override
    public FlowInfo info(long now) {
      throw new UnsupportedOperationException("nobody asks");
    }
  }
}
