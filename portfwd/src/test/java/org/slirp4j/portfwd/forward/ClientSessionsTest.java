package org.slirp4j.portfwd.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.IpAddress;

/** Sessions of UDP clients: who is found, who ends when. */
final class ClientSessionsTest {
  private static final long SECOND = 1_000_000_000L;

  /** Nanosecond clocks may be anywhere, and wrap around. */
  private static final long START = Long.MAX_VALUE - 100 * SECOND;

  /** Returns the time so many seconds after the start. */
  private static long after(int seconds) {
    return START + seconds * SECOND;
  }

  private final List<UdpSession> ended = new ArrayList<>();
  private final ClientSessions<UdpSession> sessions = new ClientSessions<>(ended::add);

  private static SessionKey key(int clientPort) {
    return new SessionKey().set(0, 1, clientPort, 0, 2, 0);
  }

  private UdpSession add(int clientPort, long now) {
    UdpSession.Client client = new UdpSession.Client(0, 1, clientPort, 0, 2);
    UdpSession.Seen seen = new UdpSession.Seen(0, 1, clientPort);
    UdpSession session =
        new UdpSession(
            (to, flow, buffer, at, length, segment, marks) -> {},
            IpAddress.v4(0x0a00_0264),
            key(clientPort),
            key(0),
            client,
            seen);
    session.lastNanos = now;
    sessions.add(session);
    return session;
  }

  @Test
  void findsByAllOfTheKey() {
    UdpSession session = add(7, START);
    assertSame(session, sessions.find(key(7)));
    assertNull(sessions.find(key(8)));
    assertNull(sessions.find(new SessionKey().set(0, 1, 7, 0, 3, 0)));
    assertNull(sessions.find(new SessionKey().set(0, 2, 7, 0, 2, 0)));
    assertNull(sessions.find(new SessionKey().set(1, 1, 7, 0, 2, 0)));
    assertNull(sessions.find(new SessionKey().set(0, 1, 7, 1, 2, 0)));
  }

  @Test
  void idleSessionEndsAfterFiveMinutes() {
    UdpSession session = add(7, START);
    assertEquals(SECOND, sessions.endIdle(after(299)));
    assertEquals(List.of(), ended);
    assertEquals(0, sessions.endIdle(after(300)));
    assertEquals(List.of(session), ended);
    assertNull(sessions.find(key(7)));
  }

  @Test
  void datagramKeepsASession() {
    UdpSession kept = add(7, START);
    UdpSession idle = add(8, after(1));
    sessions.use(kept, after(200));
    assertEquals(199 * SECOND, sessions.endIdle(after(301)));
    assertEquals(List.of(idle), ended);
  }

  @Test
  void oldestIsTheOneIdleLongest() {
    UdpSession first = add(7, START);
    UdpSession second = add(8, after(1));
    sessions.use(first, after(2));
    sessions.endOldest();
    assertEquals(List.of(second), ended);
    sessions.endAll();
    assertEquals(List.of(second, first), ended);
    sessions.endOldest();
    assertEquals(0, sessions.size());
  }
}
