package org.slirp4j.tcpip.testing;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.slirp4j.tcpip.DeafTcpHandler;
import org.slirp4j.tcpip.EchoFlow;
import org.slirp4j.tcpip.EchoHandler;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.Refusal;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.UdpHandler;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.buffer.Buffer;

/** A world beyond the stack that writes down what it is told; TCP is refused there. */
@SuppressWarnings("ArrayRecordComponent") // records are looked at, never compared
public class RecordingUplink implements Uplink {
  public final List<Udp> udp = new ArrayList<>();
  public final List<Echo> echo = new ArrayList<>();

  /** What an {@link IpMarks} said. */
  public record Marks(int hopLimit, int tos, boolean dontFragment) {
    static Marks of(IpMarks marks) {
      return new Marks(marks.hopLimit(), marks.tos(), marks.dontFragment());
    }
  }

  /** A datagram that the guest sent. */
  public record Datagram(byte[] payload, int segmentBytes, IpAddress to, int toPort, Marks marks) {}

  /** An echo request that the guest sent. */
  public record Request(byte[] data, int sequence, Marks marks) {}

  /** A guest's UDP port. */
  public static final class Udp implements UdpHandler {
    public final UdpFlow flow;
    public final List<Datagram> datagrams = new ArrayList<>();
    public int closed;

    Udp(UdpFlow flow) {
      this.flow = flow;
    }

    @Override
    public void onDatagram(
        Buffer buffer,
        int at,
        int length,
        int segmentBytes,
        long toHigh,
        long toLow,
        int toPort,
        IpMarks marks) {
      byte[] payload = bytes(buffer, at, length);
      IpAddress to = new IpAddress(toHigh, toLow);
      datagrams.add(new Datagram(payload, segmentBytes, to, toPort, Marks.of(marks)));
    }

    @Override
    public void onClosed() {
      closed++;
    }
  }

  /** A guest's stream of echo requests. */
  public static final class Echo implements EchoHandler {
    public final EchoFlow flow;
    public final List<Request> requests = new ArrayList<>();
    public int closed;

    Echo(EchoFlow flow) {
      this.flow = flow;
    }

    @Override
    public void onRequest(Buffer buffer, int at, int length, int sequence, IpMarks marks) {
      requests.add(new Request(bytes(buffer, at, length), sequence, Marks.of(marks)));
    }

    @Override
    public void onClosed() {
      closed++;
    }
  }

  @Override
  public TcpHandler onTcpOpen(TcpFlow flow) {
    flow.refuse(Refusal.PORT_UNREACHABLE);
    return new DeafTcpHandler();
  }

  @Override
  public UdpHandler onUdpOpen(UdpFlow flow) {
    Udp handler = new Udp(flow);
    udp.add(handler);
    return handler;
  }

  @Override
  public EchoHandler onEchoOpen(EchoFlow flow) {
    Echo handler = new Echo(flow);
    echo.add(handler);
    return handler;
  }

  private static byte[] bytes(Buffer buffer, int at, int length) {
    return buffer.memory().asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
  }
}
