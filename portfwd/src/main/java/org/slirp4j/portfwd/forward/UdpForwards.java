package org.slirp4j.portfwd.forward;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.DatagramReader;
import org.slirp4j.portfwd.host.ErrorQueue;
import org.slirp4j.portfwd.host.ReplyWriter;
import org.slirp4j.portfwd.udp.ReturnPath;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.IpMarks;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.buffer.Buffer;

/** What the forwarded UDP ports share: the way back from the guest to the right client. */
final class UdpForwards implements ReturnPath {
  /** Most sessions of one port. */
  static final int MAX_SESSIONS_PER_FORWARD = 4_096;

  /** Most sessions in all: some 10 MB. The ports have equal shares of it. */
  static final int MAX_SESSIONS = 32_768;

  final DatagramReader reader;
  final ErrorQueue errors;
  final ReplyWriter writer = new ReplyWriter();

  private final Map<SessionKey, UdpSession> sessions = new HashMap<>();
  private final SessionKey probe = new SessionKey();
  private final Set<UdpForward> forwards = new HashSet<>();

  UdpForwards(DatagramReader reader, ErrorQueue errors) {
    this.reader = reader;
    this.errors = errors;
  }

  @Override
  public boolean onDatagram(
      UdpFlow flow,
      Buffer buffer,
      int at,
      int length,
      int segmentBytes,
      long toHigh,
      long toLow,
      int toPort,
      IpMarks marks) {
    if (sessions.isEmpty()) {
      return false;
    }
    IpAddress guest = flow.guestAddress();
    probe.set(guest.high(), guest.low(), flow.guestPort(), toHigh, toLow, toPort);
    UdpSession session = sessions.get(probe);
    if (session == null) {
      return false;
    }
    session.port.reply(session, flow, buffer, at, length, segmentBytes, marks);
    return true;
  }

  /** Returns a key under which the guest may see a new client, or null when it is taken. */
  @Nullable SessionKey freeKey(IpAddress guest, int guestPort, IpAddress seen, int seenPort) {
    probe.set(guest.high(), guest.low(), guestPort, seen.high(), seen.low(), seenPort);
    return sessions.containsKey(probe) ? null : probe.copy();
  }

  void add(UdpSession session) {
    sessions.put(session.guestKey, session);
  }

  void remove(UdpSession session) {
    sessions.remove(session.guestKey);
  }

  /** Returns how many sessions one port may have. */
  int share() {
    return Math.min(MAX_SESSIONS_PER_FORWARD, MAX_SESSIONS / Math.max(forwards.size(), 1));
  }

  /** Notes a new port; the others give up what is over their share from now on. */
  void onOpened(UdpForward forward) {
    forwards.add(forward);
    if (sessions.size() > share()) { // else none of them has as many
      for (UdpForward each : forwards) {
        each.keepToShare();
      }
    }
  }

  void onClosed(UdpForward forward) {
    forwards.remove(forward);
  }
}
