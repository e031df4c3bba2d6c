package org.slirp4j.tcpip.icmp;

import java.lang.foreign.MemorySegment;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.StackConfig;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.flow.FlowBook;
import org.slirp4j.tcpip.ip.InboundPacket;
import org.slirp4j.tcpip.ip.IpOutput;
import org.slirp4j.tcpip.ip.Ipv4Input;
import org.slirp4j.tcpip.ip.PacketReceiver;
import org.slirp4j.tcpip.ip.Reassembler;
import org.slirp4j.tcpip.link.FrameQueue;
import org.slirp4j.tcpip.link.Neighbours;
import org.slirp4j.tcpip.link.Resolver;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.RecordingUplink;
import org.slirp4j.tcpip.testing.TestStack;
import org.slirp4j.tcpip.time.DeadlineWheel;

/** ICMP's receiving half on top of IPv4's, with a listener in TCP's place. */
final class IcmpInputHarness {
  final Counters counters = new Counters();

  private final GuestFrames guest =
      new GuestFrames(TestStack.GUEST_MAC, TestStack.GUEST, TestStack.STACK_MAC);
  private final Buffers buffers = Buffers.bounded(16, 16);
  private final InboundPacket packet = new InboundPacket();
  private final Ipv4Input ipv4;

  IcmpInputHarness(IcmpErrorListener tcp) {
    StackConfig config = TestStack.config(1500, Offloads.NONE, Limits.DEFAULT);
    DeadlineWheel wheel = new DeadlineWheel(0);
    FrameQueue queue = new FrameQueue(16, counters);
    Neighbours neighbours = new Neighbours(3, wheel);
    Resolver resolver = new Resolver(config, neighbours, wheel, counters);
    IpOutput output = new IpOutput(config, 1, 2, buffers, resolver, queue, counters);
    IcmpErrors errors = new IcmpErrors(config, buffers, wheel, output, counters);
    EchoFlows echoes =
        new EchoFlows(
            config, 2, wheel, output, errors, new FlowBook(), counters, new RecordingUplink());
    PacketReceiver none = (ignored, now) -> {};
    ipv4 =
        new Ipv4Input(
            config,
            neighbours,
            new Reassembler(4, buffers.large(), wheel, errors, counters),
            errors,
            counters,
            new IcmpInput(config, buffers, output, echoes, tcp, counters),
            none,
            none);
  }

  void deliver(int to, byte[] message) {
    byte[] frame = guest.ipv4(to, GuestFrames.ICMP, message);
    Buffer buffer = buffers.large().take();
    if (buffer == null) {
      throw new AssertionError("a leak");
    }
    MemorySegment.copy(MemorySegment.ofArray(frame), 0, buffer.memory(), 0, frame.length);
    packet.frame(buffer, TestStack.GUEST_MAC, false, false, 0);
    ipv4.onPacket(packet, GuestFrames.IP_AT, frame.length - GuestFrames.IP_AT, 0);
    buffer.release();
  }
}
