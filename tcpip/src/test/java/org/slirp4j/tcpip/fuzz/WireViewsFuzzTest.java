package org.slirp4j.tcpip.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.GuestFrames6;
import org.slirp4j.tcpip.testing.TestStack;
import org.slirp4j.tcpip.wire.BootpMessage;
import org.slirp4j.tcpip.wire.Checksum;
import org.slirp4j.tcpip.wire.Dhcp6Option;
import org.slirp4j.tcpip.wire.DhcpOption;
import org.slirp4j.tcpip.wire.DiscoveryOption;
import org.slirp4j.tcpip.wire.IcmpMessage;
import org.slirp4j.tcpip.wire.Icmpv6Message;
import org.slirp4j.tcpip.wire.Ipv4Packet;
import org.slirp4j.tcpip.wire.Ipv6Chain;
import org.slirp4j.tcpip.wire.Ipv6Packet;
import org.slirp4j.tcpip.wire.NeighbourMessage;
import org.slirp4j.tcpip.wire.RouterMessage;

/**
 * Any bytes, at any alignment and cut off anywhere: what {@code check} lets pass can be read. The
 * memory ends where the checked length does, so that reading beyond it throws.
 *
 * <p>The views are found by looking into their package: each record of memory and an offset, with
 * its {@code check}, or the length that it always has, and all of its accessors.
 */
class WireViewsFuzzTest {
  private static final int MAX_BYTES = 400;

  /** Up to here every length is tried. */
  private static final int EACH_BYTES = 96;

  private static final List<View> VIEWS = views();

  /** A kind of record, how it checks a length, and what can be asked then. */
  private record View(
      MethodHandle make, @Nullable MethodHandle check, int bytes, List<MethodHandle> accessors) {
    boolean read(MemorySegment memory, long at, int length) throws Throwable {
      Object view = make.invoke(memory, at);
      if (check == null ? length < bytes : !(boolean) check.invoke(view, length)) {
        return false;
      }
      for (MethodHandle accessor : accessors) {
        Object ignored = accessor.invoke(view);
      }
      return true;
    }
  }

  static Stream<byte[]> seeds() {
    GuestFrames guest = new GuestFrames(TestStack.GUEST_MAC, TestStack.GUEST, TestStack.STACK_MAC);
    GuestFrames6 guest6 =
        new GuestFrames6(TestStack.GUEST_MAC, TestStack.GUEST6, TestStack.STACK_MAC);
    byte[] udp = guest6.udpDatagram(1, TestStack.FAR6, 2, new byte[3]);
    byte[] options = GuestFrames6.extension(GuestFrames.UDP, new byte[] {5, 2, 0, 0}, udp);
    byte[] fragment = GuestFrames6.fragmentHeader(60, 0, true, 7, options);
    byte[] chain = GuestFrames6.extension(GuestFrames6.FRAGMENT, new byte[9], fragment);
    byte[] arp = guest.arpRequest(TestStack.GATEWAY);
    byte[] bootp = new byte[244];
    bootp[0] = 1;
    ByteBuffer.wrap(bootp).putInt(236, 0x6382_5363).putInt(240, 0x3501_01ff);
    byte[] dhcp6 = {
      1, 1, 2, 3, 0, 1, 0, 3, 1, 2, 3, 0, 3, 0, 12, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0
    };
    byte[] solicitation = guest6.neighbourSolicitation(TestStack.GATEWAY6);
    return Corpus.of(
        WireViewsFuzzTest.class,
        seed(0, arp, 0),
        seed(1, arp, GuestFrames.IP_AT),
        seed(2, guest.udp(1, TestStack.FAR, 2, new byte[5]), GuestFrames.IP_AT),
        seed(3, guest.ipv4(1, 2, 6, 0, 0, 1, new byte[40], new byte[20]), GuestFrames.IP_AT),
        seed(4, guest6.udp(1, TestStack.FAR6, 2, new byte[5]), GuestFrames.IP_AT),
        seed(5, udp, 0),
        seed(6, guest.tcp(1, TestStack.FAR, 2, 3, 4, 5, 6, new byte[8]), GuestFrames.TRANSPORT_AT),
        seed(7, solicitation, GuestFrames6.PAYLOAD_AT),
        seed(7, solicitation, GuestFrames6.PAYLOAD_AT + NeighbourMessage.BYTES),
        seed(0x10, chain, 0),
        seed(1, bootp, 0),
        seed(3, bootp, 240),
        seed(1, dhcp6, 0),
        seed(1, dhcp6, 4));
  }

  /** An input: alignment in the low half of a byte, what {@code rest} begins with in the other. */
  private static byte[] seed(int first, byte[] frame, int from) {
    byte[] input = new byte[1 + frame.length - from];
    input[0] = (byte) first;
    System.arraycopy(frame, from, input, 1, frame.length - from);
    return input;
  }

  @MethodSource("seeds")
  @FuzzTest
  void whatIsCheckedCanBeRead(byte[] input) throws Throwable {
    if (input.length == 0) {
      return;
    }
    int at = input[0] & 15;
    int number = new int[] {0, 43, 44, 58, 59, 60, 6, 17}[input[0] >>> 4 & 7];
    byte[] bytes = Arrays.copyOfRange(input, 1, Math.min(input.length, 1 + MAX_BYTES));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment all = arena.allocate(at + bytes.length + 1L);
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, all, at, bytes.length);
      for (int length = 0; length <= bytes.length; length += length < EACH_BYTES ? 1 : 19) {
        MemorySegment memory = all.asSlice(0, at + length);
        for (View view : VIEWS) {
          view.read(memory, at, length);
        }
        readPayloads(memory, at, length);
        readLists(memory, at, length, number);
      }
    }
  }

  private static void readPayloads(MemorySegment memory, int at, int length) {
    Ipv4Packet v4 = new Ipv4Packet(memory, at);
    if (v4.check(length)) {
      assertTrue(at + v4.totalLength() <= memory.byteSize());
    }
    if (v4.checkQuoted(length, 8)) {
      memory.asSlice(at + v4.headerLength(), 8);
    }
    Ipv6Packet v6 = new Ipv6Packet(memory, at);
    if (v6.check(length)) {
      memory.asSlice(at + Ipv6Packet.HEADER_BYTES, v6.payloadLength());
    }
    if (v6.checkQuoted(length, 8)) {
      memory.asSlice(at + Ipv6Packet.HEADER_BYTES, 8);
    }
    Icmpv6Message icmp = new Icmpv6Message(memory, at);
    IcmpMessage message = new IcmpMessage(memory, at);
    if (message.check(length)) {
      message.isIntact(length, 1);
      assertTrue(icmp.mtu() >= 0);
    }
    int sum = Checksum.fold(Checksum.sum(memory, at, length, 0));
    assertTrue(sum >= 0 && sum <= 0xffff);
  }

  private static void readLists(MemorySegment memory, int at, int length, int number) {
    if (DiscoveryOption.areSound(memory, at, length)) {
      for (int type = 0; type < 32; type++) {
        DiscoveryOption.linkAddress(memory, at, length, type);
      }
    }
    new RouterMessage(memory, at).checkSolicitation(length);
    new BootpMessage(memory, at).checkRequest(length);
    if (DhcpOption.areSound(memory, at, at + length)) {
      readDhcpOptions(memory, at, at + length);
    }
    if (Dhcp6Option.areSound(memory, at, at + length)) {
      for (long next = at; next < at + length; next = new Dhcp6Option(memory, next).end()) {
        Dhcp6Option option = new Dhcp6Option(memory, next);
        memory.asSlice(option.valueAt(), option.length());
      }
    }
    long upper = Ipv6Chain.upperLayer(memory, at, number, at + length);
    assertTrue(upper < 0 || (int) upper <= at + length);
    if (Ipv6Chain.isWhole(memory, at, number, at + length)) {
      assertTrue(upper >= 0);
    }
  }

  private static void readDhcpOptions(MemorySegment memory, int at, int end) {
    for (long next = at; next < end; next = new DhcpOption(memory, next).end()) {
      DhcpOption option = new DhcpOption(memory, next);
      if (option.code() == DhcpOption.END) {
        return;
      }
      if (option.code() != DhcpOption.PAD) {
        memory.asSlice(option.valueAt(), option.length());
      }
    }
  }

  @Test
  void everySeedIsWhatSomeViewLetsPass() throws Throwable {
    for (View view : VIEWS) {
      boolean passed = false;
      for (byte[] seed : seeds().toList()) {
        try (Arena arena = Arena.ofConfined()) {
          MemorySegment memory = arena.allocate(seed.length - 1L);
          MemorySegment.copy(MemorySegment.ofArray(seed), 1, memory, 0, seed.length - 1L);
          passed |= view.read(memory, 0, seed.length - 1);
        }
      }
      assertTrue(passed, () -> "no seed for " + view);
    }
    assertTrue(VIEWS.size() >= 8, () -> "views not found, only " + VIEWS);
  }

  private static List<View> views() {
    List<View> views = new ArrayList<>();
    try {
      Path classes =
          Path.of(Ipv4Packet.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      String folder = Ipv4Packet.class.getPackageName().replace('.', '/');
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(classes.resolve(folder), "*.class")) {
        for (Path file : files) {
          String name = file.getFileName().toString().replace(".class", "");
          View view = view(Class.forName(Ipv4Packet.class.getPackageName() + '.' + name));
          if (view != null) {
            views.add(view);
          }
        }
      }
    } catch (ReflectiveOperationException | URISyntaxException | java.io.IOException e) {
      throw new ExceptionInInitializerError(e);
    }
    return views;
  }

  private static @Nullable View view(Class<?> type) throws ReflectiveOperationException {
    if (!type.isRecord()) {
      return null;
    }
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    List<MethodHandle> accessors = new ArrayList<>();
    for (Method method : type.getDeclaredMethods()) {
      int modifiers = method.getModifiers();
      if (Modifier.isPublic(modifiers)
          && !Modifier.isStatic(modifiers)
          && method.getParameterCount() == 0
          && method.getReturnType() != MemorySegment.class) {
        accessors.add(lookup.unreflect(method));
      }
    }
    MethodType maker = MethodType.methodType(void.class, MemorySegment.class, long.class);
    MethodHandle make = lookup.findConstructor(type, maker);
    boolean checks = Arrays.stream(type.getMethods()).anyMatch(WireViewsFuzzTest::isCheck);
    if (!checks) {
      return new View(make, null, fixedBytes(type), accessors);
    }
    MethodType check = MethodType.methodType(boolean.class, int.class);
    return new View(make, lookup.findVirtual(type, "check", check), 0, accessors);
  }

  private static boolean isCheck(Method method) {
    return method.getName().equals("check")
        && Arrays.equals(method.getParameterTypes(), new Class<?>[] {int.class});
  }

  /** Returns the length of a header that always has the same: who looks at it checks that. */
  private static int fixedBytes(Class<?> type) throws ReflectiveOperationException {
    for (String name : List.of("BYTES", "HEADER_BYTES", "UNIT_BYTES")) {
      if (Arrays.stream(type.getFields()).anyMatch(field -> field.getName().equals(name))) {
        return type.getField(name).getInt(null);
      }
    }
    return 0;
  }
}
