package org.slirp4j.tcpip.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.OutboundFrame.Segmentation;
import org.slirp4j.tcpip.wire.Checksum;
import org.slirp4j.tcpip.wire.Ipv4Packet;
import org.slirp4j.tcpip.wire.Ipv6Packet;
import org.slirp4j.tcpip.wire.NetworkOrder;

/** What is translated is compared with what is composed anew, checksums and all. */
class TranslationTest {
  private static final int AT = 24;
  private static final int A_INSIDE = 0x0a00_0264;
  private static final int B_INSIDE = 0x0a00_0264;
  private static final int A_OUTSIDE = 0x0ad5_0102;
  private static final int B_OUTSIDE = 0x0ad5_0103;
  private static final long INSIDE_PREFIX = 0xfd00L << 48;
  private static final long A_PREFIX = 0xfd73_6c69_7270_0102L;
  private static final long B_PREFIX = 0xfd73_6c69_7270_0103L;
  private static final long A_ID = 0x5054_00ff_fe01_0203L;
  private static final long B_ID = 0x5054_00ff_fe0a_0b0cL;

  private final MemorySegment memory = Arena.ofAuto().allocate(4096);
  private final Random random = new Random(5);
  private final Offload offload = new Offload();

  private static byte[] text(int length, Random random) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Writes an IPv4 packet whose transport header has a right checksum; returns its length. */
  private int v4(long at, int source, int destination, int protocol, byte[] payload, int offset) {
    int length = Ipv4Packet.MIN_HEADER_BYTES + payload.length;
    new Ipv4Packet(memory, at).write(0, length, 7, offset, 64, protocol, source, destination);
    put(at + Ipv4Packet.MIN_HEADER_BYTES, payload);
    if (offset == 0) {
      long pseudo = words(source) + words(destination) + protocol + payload.length;
      putChecksum(at + Ipv4Packet.MIN_HEADER_BYTES, protocol, payload.length, pseudo);
    }
    return length;
  }

  private int v6(
      long at, long source, long sourceId, long to, long toId, int protocol, byte[] data) {
    new Ipv6Packet(memory, at).write(0, data.length, protocol, 64, source, sourceId, to, toId);
    put(at + Ipv6Packet.HEADER_BYTES, data);
    long pseudo = words(source) + words(sourceId) + words(to) + words(toId);
    putChecksum(
        at + Ipv6Packet.HEADER_BYTES, protocol, data.length, pseudo + protocol + data.length);
    return Ipv6Packet.HEADER_BYTES + data.length;
  }

  private void put(long at, byte[] bytes) {
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, at, bytes.length);
  }

  private void putChecksum(long at, int protocol, int length, long pseudo) {
    int where =
        switch (protocol) {
          case 6 -> 16;
          case 17 -> 6;
          default -> 2;
        };
    NetworkOrder.put16(memory, at + where, 0);
    long sum = protocol == 1 ? 0 : pseudo;
    NetworkOrder.put16(memory, at + where, Checksum.finish(Checksum.sum(memory, at, length, sum)));
  }

  private static long words(long value) {
    return (value >>> 48) + (value >>> 32 & 0xffff) + (value >>> 16 & 0xffff) + (value & 0xffff);
  }

  private static long words(int value) {
    return (value >>> 16) + (value & 0xffffL);
  }

  private byte[] bytes(int length) {
    return memory.asSlice(AT, length).toArray(ValueLayout.JAVA_BYTE);
  }

  private void assertIs(byte[] expected, int length) {
    byte[] actual = bytes(length);
    for (int i = 0; i < length; i++) {
      assertEquals(expected[i], actual[i], "byte " + i + " of " + length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 17, 1, 132})
  void ipv4PacketArrivesAsIfItHadBeenMadeForTheReceiver(int protocol) {
    for (int round = 0; round < 200; round++) {
      byte[] payload = text(20 + random.nextInt(60), random);
      if (protocol == 6) {
        payload[12] = 0x50; // a header without options
      }
      if (protocol == 1) {
        payload[0] = 8; // an echo request: quotes nothing
      }
      int length = v4(AT, A_OUTSIDE, B_INSIDE, protocol, payload.clone(), 0);
      byte[] expected = bytes(length);
      v4(AT, A_INSIDE, B_OUTSIDE, protocol, payload, 0);
      if (protocol == 132) { // no checksum of ours: SCTP's covers no addresses
        put(AT + 20, Arrays.copyOfRange(expected, 20, length));
      }
      assertEquals(
          length, Ipv4Translation.translate(memory, AT, length, A_OUTSIDE, B_INSIDE, offload));
      assertIs(expected, length);
    }
  }

  // RFC 768: no checksum stays none, and a sum of zero is sent as all ones
  @Test
  void datagramWithoutChecksumKeepsNone() {
    int length = v4(AT, A_INSIDE, B_OUTSIDE, 17, text(30, random), 0);
    NetworkOrder.put16(memory, AT + 26, 0);
    assertEquals(
        length, Ipv4Translation.translate(memory, AT, length, A_OUTSIDE, B_INSIDE, offload));
    assertEquals(0, NetworkOrder.get16(memory, AT + 26));
  }

  @Test
  void sumThatBecomesZeroIsSentAsAllOnes() {
    int length = v4(AT, A_OUTSIDE, B_INSIDE, 17, new byte[10], 0);
    // A datagram whose words make the sum come out as zero for the receiver.
    int checksum = NetworkOrder.get16(memory, AT + 26);
    byte[] payload = new byte[10];
    payload[8] = (byte) (checksum >>> 8);
    payload[9] = (byte) checksum;
    v4(AT, A_INSIDE, B_OUTSIDE, 17, payload, 0);
    assertEquals(
        length, Ipv4Translation.translate(memory, AT, length, A_OUTSIDE, B_INSIDE, offload));
    assertEquals(0xffff, NetworkOrder.get16(memory, AT + 26));
  }

  // VIRTIO_NET_HDR_F_NEEDS_CSUM: the field holds the pseudo-header's sum, not complemented
  @ParameterizedTest
  @ValueSource(ints = {6, 17})
  void sumThatADeviceCompletesIsThatOfTheNewPseudoHeader(int protocol) {
    int where = protocol == 6 ? 16 : 6;
    byte[] payload = text(40, random);
    payload[12] = 0x50;
    offload.checksum(20, where, Segmentation.NONE);
    int length = v4(AT, A_INSIDE, B_OUTSIDE, protocol, payload, 0);
    long tail = protocol + 40L;
    long before = words(A_INSIDE) + words(B_OUTSIDE) + tail;
    NetworkOrder.put16(memory, AT + 20 + where, Checksum.fold(before));
    assertEquals(
        length, Ipv4Translation.translate(memory, AT, length, A_OUTSIDE, B_INSIDE, offload));
    long after = words(A_OUTSIDE) + words(B_INSIDE) + tail;
    assertEquals(Checksum.fold(after), NetworkOrder.get16(memory, AT + 20 + where));
  }

  @Test
  void laterFragmentsPayloadStaysAsItIs() {
    byte[] payload = text(64, random);
    int length = v4(AT, A_INSIDE, B_OUTSIDE, 6, payload, 3);
    assertEquals(
        length, Ipv4Translation.translate(memory, AT, length, A_OUTSIDE, B_INSIDE, offload));
    for (int i = 0; i < payload.length; i++) {
      assertEquals(payload[i], memory.get(ValueLayout.JAVA_BYTE, AT + 20 + i));
    }
    assertTrue(new Ipv4Packet(memory, AT).isHeaderIntact());
  }

  // RFC 5508, REQ-3: B refuses a datagram of A's
  @Test
  void ipv4ErrorQuotesWhatItsReceiverHadSent() {
    byte[] datagram = text(24, random);
    int quotedLength = v4(AT, A_INSIDE, B_OUTSIDE, 17, datagram, 0);
    byte[] asSent = bytes(quotedLength);
    assertEquals(
        quotedLength,
        Ipv4Translation.translate(memory, AT, quotedLength, A_OUTSIDE, B_INSIDE, offload));
    byte[] asReceived = bytes(quotedLength);
    byte[] error = new byte[8 + quotedLength];
    error[0] = 3;
    error[1] = 3;
    System.arraycopy(asReceived, 0, error, 8, quotedLength);
    int length = v4(AT, B_INSIDE, A_OUTSIDE, 1, error, 0);
    assertEquals(
        length, Ipv4Translation.translate(memory, AT, length, B_OUTSIDE, A_INSIDE, offload));
    byte[] got = bytes(length);
    for (int i = 0; i < 20; i++) {
      assertEquals(asSent[i], got[28 + i], "quoted header's byte " + i);
    }
    long sum = Checksum.sum(memory, AT + 20, length - 20, 0);
    assertTrue(Checksum.isIntact(sum), "the error's checksum");
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 17, 58})
  void ipv6PacketArrivesAsIfItHadBeenMadeForTheReceiver(int protocol) {
    for (int round = 0; round < 200; round++) {
      byte[] payload = text(20 + random.nextInt(60), random);
      if (protocol == 6) {
        payload[12] = 0x50;
      }
      if (protocol == 58) {
        payload[0] = (byte) 128;
      }
      int length = v6(AT, A_PREFIX, A_ID, INSIDE_PREFIX, B_ID, protocol, payload.clone());
      byte[] expected = bytes(length);
      v6(AT, INSIDE_PREFIX, A_ID, B_PREFIX, B_ID, protocol, payload);
      assertEquals(
          length, Ipv6Translation.translate(memory, AT, length, A_PREFIX, INSIDE_PREFIX, offload));
      assertIs(expected, length);
    }
  }

  @Test
  void ipv6ErrorQuotesWhatItsReceiverHadSent() {
    byte[] datagram = text(24, random);
    int quotedLength = v6(AT, INSIDE_PREFIX, A_ID, B_PREFIX, B_ID, 17, datagram);
    byte[] asSent = bytes(quotedLength);
    assertEquals(
        quotedLength,
        Ipv6Translation.translate(memory, AT, quotedLength, A_PREFIX, INSIDE_PREFIX, offload));
    byte[] error = new byte[8 + quotedLength];
    error[0] = 1;
    error[1] = 4;
    System.arraycopy(bytes(quotedLength), 0, error, 8, quotedLength);
    int length = v6(AT, INSIDE_PREFIX, B_ID, A_PREFIX, A_ID, 58, error);
    assertEquals(
        length, Ipv6Translation.translate(memory, AT, length, B_PREFIX, INSIDE_PREFIX, offload));
    byte[] got = bytes(length);
    for (int i = 0; i < 40; i++) {
      assertEquals(asSent[i], got[48 + i], "quoted header's byte " + i);
    }
    long pseudo = words(B_PREFIX) + words(B_ID) + words(INSIDE_PREFIX) + words(A_ID);
    long sum = Checksum.sum(memory, AT + 40, length - 40, pseudo + 58 + length - 40);
    assertTrue(Checksum.isIntact(sum), "the error's checksum");
  }

  @Test
  void headersThatAreCutShortAreRefused() {
    int length = v4(AT, A_INSIDE, B_OUTSIDE, 6, text(20, random), 0);
    assertEquals(
        PeerFrame.REFUSED,
        Ipv4Translation.translate(memory, AT, length - 1, A_OUTSIDE, B_INSIDE, offload));
    new Ipv4Packet(memory, AT).write(0, 30, 7, 0, 64, 6, A_INSIDE, B_OUTSIDE);
    assertEquals(
        PeerFrame.REFUSED, Ipv4Translation.translate(memory, AT, 30, A_OUTSIDE, B_INSIDE, offload));
    v6(AT, INSIDE_PREFIX, A_ID, B_PREFIX, B_ID, 58, text(7, random));
    assertEquals(
        PeerFrame.REFUSED,
        Ipv6Translation.translate(memory, AT, 47, A_PREFIX, INSIDE_PREFIX, offload));
  }

  private Segmentation anyKind() {
    Segmentation[] all = Segmentation.values();
    return all[random.nextInt(all.length)];
  }

  private int translate4(int length) {
    return Ipv4Translation.translate(memory, AT, length, A_OUTSIDE, B_INSIDE, offload);
  }

  private int translate6(int length) {
    return Ipv6Translation.translate(memory, AT, length, A_PREFIX, INSIDE_PREFIX, offload);
  }

  // RFC 5927: an error about a flow with somebody else would end or slow that one
  @Test
  void errorAboutSomebodyElsesPacketIsRefused() {
    int other = 0x0101_0101;
    int quotedLength = v4(AT, B_OUTSIDE, other, 17, text(24, random), 0);
    byte[] error = new byte[8 + quotedLength];
    error[0] = 3;
    System.arraycopy(bytes(quotedLength), 0, error, 8, quotedLength);
    assertEquals(PeerFrame.REFUSED, translate4(v4(AT, A_INSIDE, B_OUTSIDE, 1, error, 0)));
    long otherHigh = 0x2001_0db8L << 32;
    quotedLength = v6(AT, B_PREFIX, B_ID, otherHigh, 1, 17, text(24, random));
    error = new byte[8 + quotedLength];
    error[0] = 2;
    System.arraycopy(bytes(quotedLength), 0, error, 8, quotedLength);
    int length = v6(AT, INSIDE_PREFIX, A_ID, B_PREFIX, B_ID, 58, error);
    assertEquals(PeerFrame.REFUSED, translate6(length));
  }

  // RFC 792: redirects (5), router advertisements (9); RFC 4861: neighbour advertisements (136)
  @ParameterizedTest
  @ValueSource(ints = {4, 5, 9, 10, 17})
  void messagesOfALinkAreRefused(int type) {
    byte[] message = text(28, random);
    message[0] = (byte) type;
    assertEquals(PeerFrame.REFUSED, translate4(v4(AT, A_INSIDE, B_OUTSIDE, 1, message, 0)));
    message[0] = (byte) (128 + type);
    int length = v6(AT, INSIDE_PREFIX, A_ID, B_PREFIX, B_ID, 58, message);
    assertEquals(PeerFrame.REFUSED, translate6(length));
  }

  // A device would write the sum over an address, or over what comes behind the packet.
  @ParameterizedTest
  @ValueSource(ints = {-14, 0, 10, 19, 21, 60, 65_000})
  void sumThatIsLeftInAWrongPlaceIsRefused(int start) {
    byte[] payload = text(40, random);
    payload[12] = 0x50;
    for (int protocol : new int[] {1, 6, 17}) {
      int length = v4(AT, A_INSIDE, B_OUTSIDE, protocol, payload, 0);
      offload.checksum(start, 16, Segmentation.NONE);
      assertEquals(PeerFrame.REFUSED, translate4(length), "protocol " + protocol);
    }
  }

  // A tunnel's own sum is complete (kernel: local checksum offload), that of what is in it is left.
  @Test
  void sumOfATunneledPacketMayBeLeft() {
    byte[] payload = text(80, random);
    int length = v4(AT, A_OUTSIDE, B_INSIDE, 17, payload.clone(), 0);
    byte[] expected = bytes(length);
    v4(AT, A_INSIDE, B_OUTSIDE, 17, payload, 0);
    offload.checksum(20 + 8 + 8 + 14 + 20, 16, Segmentation.NONE);
    assertEquals(length, translate4(length));
    assertIs(expected, length);
  }

  @Test
  void superSegmentIsOneOfItsProtocolAndFamily() {
    byte[] payload = text(200, random);
    payload[12] = 0x60;
    int length = v4(AT, A_INSIDE, B_OUTSIDE, 6, payload, 0);
    offload.checksum(20, 16, Segmentation.TCP_V6);
    assertEquals(PeerFrame.REFUSED, translate4(length));
    length = v4(AT, A_INSIDE, B_OUTSIDE, 6, payload, 0);
    offload.checksum(20, 16, Segmentation.TCP_V4);
    assertEquals(length, translate4(length));
    assertEquals(44, offload.headerBytes());
    length = v4(AT, A_INSIDE, B_OUTSIDE, 17, payload, 0);
    offload.checksum(20, 6, Segmentation.TCP_V4);
    assertEquals(PeerFrame.REFUSED, translate4(length));
  }

  @Test
  void fragmentsHaveNothingLeft() {
    offload.checksum(20, 16, Segmentation.NONE);
    byte[] payload = text(64, random);
    payload[12] = 0x50;
    assertEquals(PeerFrame.REFUSED, translate4(v4(AT, A_INSIDE, B_OUTSIDE, 6, payload, 3)));
    int length = v4(AT, A_INSIDE, B_OUTSIDE, 6, payload, Ipv4Packet.MORE_FRAGMENTS);
    assertEquals(PeerFrame.REFUSED, translate4(length));
  }

  // RFC 7112, 5: what does not show whom it is for in its first fragment never passes a filter
  @Test
  void firstFragmentHasAllHeaders() {
    byte[] chain = text(24, random);
    chain[0] = 60; // a fragment header, then options that are longer than the packet
    chain[8] = 58;
    chain[9] = 9;
    int length = v6(AT, INSIDE_PREFIX, A_ID, B_PREFIX, B_ID, 44, chain);
    NetworkOrder.put16(memory, AT + 42, 1);
    assertEquals(PeerFrame.REFUSED, translate6(length));
    length = v6(AT, INSIDE_PREFIX, A_ID, B_PREFIX, B_ID, 44, chain);
    NetworkOrder.put16(memory, AT + 42, 0x101); // a later one
    assertEquals(length, translate6(length));
  }

  @Test
  void sourceRoutesAreRefused() {
    int length = v4(AT, A_INSIDE, B_OUTSIDE, 17, text(40, random), 0);
    NetworkOrder.put8(memory, AT, 0x47);
    NetworkOrder.put32(memory, AT + 20, 131 << 24 | 7 << 16);
    assertEquals(PeerFrame.REFUSED, translate4(length));
  }

  @Test
  void whatHangsOnBehindThePacketIsNotCounted() {
    int length = v4(AT, A_INSIDE, B_OUTSIDE, 17, text(40, random), 0);
    assertEquals(length, translate4(length + 30));
  }

  @Test
  void noiseNeverThrowsNorReachesBeyondThePacket() {
    for (int round = 0; round < 20_000; round++) {
      int length = random.nextInt(200);
      byte[] noise = text(length + 8, random);
      if (length > 0) {
        noise[0] = (byte) (random.nextBoolean() ? 0x45 : 0x60 + random.nextInt(4));
      }
      if (length > 9) {
        noise[6] = (byte) new int[] {0, 43, 44, 58, 60, 6}[random.nextInt(6)];
        noise[9] = (byte) new int[] {1, 6, 17}[random.nextInt(3)];
      }
      put(AT, noise);
      offload.nothing();
      if (random.nextBoolean()) {
        offload.checksum(random.nextInt(80) - 14, random.nextInt(20), anyKind());
      }
      Ipv4Translation.translate(memory, AT, length, A_OUTSIDE, B_INSIDE, offload);
      Ipv6Translation.translate(memory, AT, length, A_PREFIX, INSIDE_PREFIX, offload);
      for (int i = length; i < noise.length; i++) {
        assertEquals(noise[i], memory.get(ValueLayout.JAVA_BYTE, AT + i), "round " + round);
      }
    }
  }
}
