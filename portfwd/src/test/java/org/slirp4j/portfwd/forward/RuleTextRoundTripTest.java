package org.slirp4j.portfwd.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.IpAddress;

/** Rules and texts at random; a failure tells the seed that replays it. */
final class RuleTextRoundTripTest {
  private static final int RULES = 20_000;
  private static final String NAME = "abcXYZ0189_.-@!~+unix";
  private static final String PATH = "abc/. %[]-_0189éß€/tcp/udp";
  private static final String HOSTILE = "0123456789:/-%[].abcdefxunitcpd \u0000\n\u202e€";

  @Test
  void whatIsWrittenIsReadAsTheSame() {
    for (int seed = 0; seed < RULES; seed++) {
      Random random = new Random(seed);
      ForwardRule rule = rule(random);
      String word = rule.toString();
      String where = "seed " + seed + ": " + word;
      assertEquals(rule, read(word), where);
      assertEquals(rule.listen(), place(rule.listen().toString()), where);
      assertEquals(rule.target(), place(rule.target().toString()), where);
    }
  }

  @Test
  void whatIsReadIsWrittenInOneWayAndTheRestIsRefused() {
    int accepted = 0;
    for (int seed = 0; seed < RULES; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder(rule(random).toString());
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        change(text, random);
      }
      ForwardRule rule = read(text.toString());
      if (rule != null) {
        accepted++;
        assertEquals(rule, read(rule.toString()), "seed " + seed + ": " + text);
      }
    }
    assertTrue(accepted > RULES / 20 && accepted < RULES, () -> "unlikely texts");
  }

  /** Returns what a word says, or null when it is refused; anything else fails the test. */
  private static @Nullable ForwardRule read(String word) {
    try {
      return RuleText.word(word);
    } catch (ForwardException e) {
      assertTrue(e.getMessage().length() < 400, e::getMessage);
      return null;
    }
  }

  private static @Nullable Place place(String text) {
    try {
      return RuleText.place(text);
    } catch (ForwardException e) {
      return null;
    }
  }

  private static void change(StringBuilder text, Random random) {
    int at = random.nextInt(text.length() + 1);
    char c = HOSTILE.charAt(random.nextInt(HOSTILE.length()));
    switch (random.nextInt(3)) {
      case 0 -> text.insert(at, c);
      case 1 -> text.delete(at, Math.min(at + 1, text.length()));
      default -> text.replace(at, Math.min(at + 1, text.length()), String.valueOf(c));
    }
  }

  private static ForwardRule rule(Random random) {
    boolean fromPath = random.nextInt(8) == 0;
    boolean toPath = random.nextInt(8) == 0;
    int count = fromPath || toPath ? 1 : 1 + (int) Math.pow(random.nextInt(20), 2);
    boolean chosen = count == 1 && random.nextInt(10) == 0;
    Place listen = fromPath ? path(random) : inet(random, count, chosen, true);
    Place target = toPath ? path(random) : inet(random, count, false, false);
    boolean datagrams = !fromPath && !toPath && random.nextBoolean();
    return new ForwardRule(
        datagrams ? Protocol.UDP : Protocol.TCP, listen, target, SourceAddress.DEFAULT);
  }

  private static Place inet(Random random, int count, boolean chosen, boolean isListen) {
    int first = 1 + random.nextInt(PortRange.MAX_PORT - count + 1);
    PortRange ports = chosen ? PortRange.of(0) : new PortRange(first, first + count - 1);
    IpAddress address = random.nextBoolean() ? null : address(random, isListen);
    boolean needsDevice = address != null && SeenAddresses.isLinkLocal(address);
    boolean hasDevice = isListen && (needsDevice || random.nextInt(3) == 0);
    return new Place.Inet(address, hasDevice ? device(random) : null, ports);
  }

  private static IpAddress address(Random random, boolean isListen) {
    return switch (random.nextInt(6)) {
      case 0 -> isListen ? IpAddress.v4(0) : IpAddress.v4(0x7f00_0001);
      case 1 -> isListen ? new IpAddress(0, 0) : new IpAddress(0, 1);
      case 2 -> new IpAddress(0xfe80L << 48, random.nextLong());
      case 3 -> IpAddress.v4(random.nextInt(0x0100_0000, 0x7fff_ffff));
      // Groups of zeros in all places, and none that is a group's address.
      default ->
          new IpAddress(
              0x2001_0000_0000_0000L | (sparse(random) & 0xffff_00ff_ffffL),
              sparse(random) & (0xffffL << (16 * random.nextInt(4))));
    };
  }

  /** Returns a number with few bits set. */
  private static long sparse(Random random) {
    long some = random.nextLong();
    return some & random.nextLong();
  }

  private static String device(Random random) {
    StringBuilder name = new StringBuilder();
    do {
      name.setLength(0);
      if (random.nextInt(20) == 0) {
        name.append("unix");
      } else {
        for (int i = random.nextInt(Place.Inet.MAX_DEVICE_BYTES); i >= 0; i--) {
          name.append(NAME.charAt(random.nextInt(NAME.length())));
        }
      }
    } while (name.toString().equals(".") || name.toString().equals(".."));
    return name.toString();
  }

  private static Place path(Random random) {
    StringBuilder path = new StringBuilder("/");
    for (int i = random.nextInt(30); i > 0; i--) {
      path.append(PATH.charAt(random.nextInt(PATH.length())));
    }
    return new Place.Unix(path.toString());
  }
}
