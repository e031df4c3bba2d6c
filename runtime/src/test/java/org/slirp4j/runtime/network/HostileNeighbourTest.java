package org.slirp4j.runtime.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slirp4j.runtime.cli.Cidr;
import org.slirp4j.runtime.cli.Cidr6;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.engine.SharedTap;
import org.slirp4j.tapdev.VnetHeader;
import org.slirp4j.tcpip.IpAddress;

/** Whatever a container sends, its neighbours get good frames of its own address, or nothing. */
class HostileNeighbourTest {
  static {
    Epoll.ensureAvailability(); // loads the native library
  }

  private static final int ROUNDS = 60_000;
  private static final long MAC = 0x5254_0000_0001L;

  private final Inside inside =
      Inside.of(
          new NetworkOptions(1500, Cidr.DEFAULT, Cidr6.DEFAULT, true, true, 0, null),
          0x5255_0a00_0202L);
  private final MemorySegment memory = Arena.ofAuto().allocate(8192);
  private final Networks networks = new Networks();
  private final Container hostile = new Container("hostile");
  private final Container victim = new Container("victim");
  private final Container bystander = new Container("bystander");
  private final Container stranger = new Container("stranger");

  /** A port whose TAP is a pipe. */
  private final class Container {
    private final FileDescriptor[] pipe;
    private final Port port;

    Container(String name) {
      try {
        pipe = FileDescriptor.pipe();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      port = new Port(name, inside, new SharedTap(pipe[1], VnetHeader.BYTES), MAC);
    }

    /** Returns what has arrived, one frame at the most. */
    byte[] read() throws IOException {
      MemorySegment in = Arena.ofAuto().allocate(8192);
      int length = Math.max(0, pipe[0].readAddress(in.address(), 0, 8192));
      return in.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    boolean send(byte[] frame) {
      MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, 0, frame.length);
      return port.onFrame(memory, frame.length);
    }
  }

  @BeforeEach
  void join() throws ControlException {
    networks.join(hostile.port, List.of("shop"));
    networks.join(victim.port, List.of("shop"));
    networks.join(bystander.port, List.of("shop"));
    networks.join(stranger.port, List.of("bank"));
  }

  @AfterEach
  void close() throws IOException {
    for (Container each : List.of(hostile, victim, bystander, stranger)) {
      each.pipe[0].close();
      each.pipe[1].close();
    }
  }

  private static Membership place(Container container) {
    return container.port.memberships().getFirst();
  }

  private HostileFrames frames(long seed, Membership to) {
    return new HostileFrames(new Random(seed), inside, to.outsideV4(), to.outsideV6(), 0x77);
  }

  @Test
  void onlyGoodFramesOfTheSendersOwnAddressArrive() throws IOException {
    Membership from = place(hostile);
    Membership to = place(victim);
    int arrived = 0;
    int toItself = 0;
    for (int seed = 0; seed < ROUNDS; seed++) {
      byte[] frame = frames(seed, to).next();
      String sent = "seed " + seed + ": " + HexFormat.of().formatHex(frame);
      hostile.send(frame);
      byte[] got = victim.read();
      if (got.length > 0) {
        arrived++;
        try {
          new ArrivedFrame(got).check(inside, MAC, from, to);
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError(sent + " → " + HexFormat.of().formatHex(got), e);
        }
      }
      toItself += hostile.read().length > 0 ? 1 : 0;
      assertEquals(0, bystander.read().length, sent);
    }
    assertTrue(arrived > ROUNDS / 10, arrived + " arrived");
    assertTrue(arrived < ROUNDS * 9 / 10, arrived + " arrived");
    assertEquals(arrived + toItself, hostile.port.framesSent());
  }

  @Test
  void nothingLeadsIntoAnotherNetwork() throws IOException {
    Membership to = place(stranger);
    for (int seed = 0; seed < 5_000; seed++) {
      byte[] frame = frames(seed, to).next();
      hostile.send(frame);
      assertEquals(0, stranger.read().length, "seed " + seed);
    }
  }

  @Test
  void whoDoesNotReadLosesFramesAndNobodyWaits() {
    byte[] frame = good(place(victim));
    for (int i = 0; i < 3_000; i++) {
      assertTrue(hostile.send(frame), "the frame is dealt with");
    }
    assertTrue(hostile.port.framesDropped() > 0);
    hostile.send(good(place(bystander)));
    assertTrue(hostile.port.framesSent() > 0);
  }

  @Test
  void whoJoinsAgainGetsItsAddressBack() throws ControlException {
    IpAddress before = networks.places(victim.port).get("shop");
    networks.leave(victim.port);
    networks.join(new Container("newcomer").port, List.of("shop"));
    networks.join(victim.port, List.of("shop"));
    assertEquals(before, networks.places(victim.port).get("shop"));
  }

  @Test
  void addressesAreKeptAcrossARestart() throws ControlException {
    Networks again = new Networks();
    again.keep("victim", networks.places(victim.port));
    again.keep("stranger", networks.places(stranger.port));
    Container first = new Container("first");
    again.join(first.port, List.of("market", "shop"));
    Container back = new Container("victim");
    again.join(back.port, List.of("shop"));
    assertEquals(networks.places(victim.port), again.places(back.port));
    Container other = new Container("stranger");
    again.join(other.port, List.of("bank"));
    assertEquals(networks.places(stranger.port), again.places(other.port));
  }

  @Test
  void whoHasNoIpv6IsToldIpv4AddressesOnly() throws ControlException {
    NetworkOptions plain = new NetworkOptions(1500, Cidr.DEFAULT, null, true, true, 0, null);
    Inside without = Inside.of(plain, inside.gatewayMac());
    SharedTap tap = new SharedTap(victim.pipe[1], VnetHeader.BYTES);
    Port asking = new Port("old", without, tap, MAC);
    networks.join(asking, List.of("shop"));
    List<IpAddress> expected = List.of(IpAddress.v4(place(victim).outsideV4()));
    assertEquals(expected, new PeerNames(asking).addresses("victim"));
  }

  @Test
  void namesAreFoundWhateverTheirCaseWhileTheirContainersAreThere() throws ControlException {
    Container upper = new Container("Victim");
    networks.join(upper.port, List.of("shop", "bank"));
    PeerNames names = new PeerNames(hostile.port);
    List<IpAddress> expected = Networks.addresses(victim.port, place(victim));
    assertEquals(expected, names.addresses("victim"));
    assertEquals(expected, names.addresses("victim.shop"));
    assertNull(names.addresses("victim.bank"), "not in that one itself");
    assertNull(names.addresses("stranger"));
    networks.leave(victim.port);
    assertEquals(
        Networks.addresses(upper.port, place(upper)), names.addresses("victim"), "the next one");
    networks.leave(upper.port);
    assertNull(names.addresses("victim"));
  }

  private byte[] good(Membership to) {
    HostileFrames frames = frames(7, to);
    while (true) {
      byte[] frame = frames.next();
      long before = hostile.port.framesDropped();
      if (hostile.send(frame) && hostile.port.framesDropped() == before) {
        return frame;
      }
    }
  }
}
