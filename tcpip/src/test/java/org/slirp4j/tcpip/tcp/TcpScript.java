package org.slirp4j.tcpip.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.pcap4j.packet.ArpPacket;
import org.pcap4j.packet.IcmpV6NeighborSolicitationPacket;
import org.pcap4j.packet.TcpPacket;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.EchoFlow;
import org.slirp4j.tcpip.EchoHandler;
import org.slirp4j.tcpip.IpAddress;
import org.slirp4j.tcpip.Limits;
import org.slirp4j.tcpip.Offloads;
import org.slirp4j.tcpip.Refusal;
import org.slirp4j.tcpip.Stack;
import org.slirp4j.tcpip.TcpFlow;
import org.slirp4j.tcpip.TcpHandler;
import org.slirp4j.tcpip.TcpTimeouts;
import org.slirp4j.tcpip.UdpFlow;
import org.slirp4j.tcpip.UdpHandler;
import org.slirp4j.tcpip.Uplink;
import org.slirp4j.tcpip.buffer.Buffer;
import org.slirp4j.tcpip.buffer.Buffers;
import org.slirp4j.tcpip.testing.EmittedFrame;
import org.slirp4j.tcpip.testing.GuestFrames;
import org.slirp4j.tcpip.testing.GuestFrames6;
import org.slirp4j.tcpip.testing.TestStack;

/**
 * Runs a TCP conversation that is written down line by line, on a clock that only the script turns.
 *
 * <pre>
 * set mtu 1500 offload all receive 524288   (first line, optional; see {@link #configure})
 * +0.1   &lt; S 0:0(0) win 64240 &lt;mss 1460&gt;   the guest sends this 0.1 s after the last line, then the
 *                                           stack emits; with &lt;+ more frames of one batch follow
 * +0     &gt; S. 0:0(0) ack 1 &lt;mss 1460&gt;      the stack has emitted this, or does so by now
 * +0     &gt; ask                              the stack asks where the guest is; &lt; ask is the answer
 * +0     dialled                            an event of the relay: dialled, established, data N,
 *                                           end, room, closed, reset
 * +0     accept                             a call of the relay: see {@link #call}
 * +0     @2 &lt; S 0:0(0)                      another connection, named 2
 * open                                      the lines of an ordinary handshake: see {@link #handshake}
 * &lt;TS val V ago M&gt;                          a timestamp V that echoes one of M ms before the latest
 * </pre>
 *
 * <p>A line that is not met, and a frame or event that no line speaks of, fails the script. At its
 * end all connections are cut, and all memory has to be back in its pools.
 */
final class TcpScript {
  private static final Pattern OPEN = Pattern.compile("open(?: rtt ([0-9.]+))?(.*)");
  private static final Pattern LINE = Pattern.compile("\\+([0-9.]+)\\s+(?:@(\\w+)\\s+)?(.*)");

  /** How late a timer may be: the deadline wheel's tick, rounded up. */
  private static final long TOLERANCE_NANOS = 2 * TestStack.MILLISECOND;

  private static final int ACTIVE_GUEST_PORT = 8080;

  private final TestStack bench;
  private final Map<String, Conversation> conversations = new LinkedHashMap<>();
  private final Deque<Seen> frames = new ArrayDeque<>();
  private final List<Buffer> hoard = new ArrayList<>();
  private final StringBuilder log = new StringBuilder();
  private final Map<String, String> settings;
  private final boolean v6;
  private String line = "";
  private long scriptTime = TestStack.START;

  private record Seen(long at, Conversation conversation, SegmentText segment) {
    @Override
    public String toString() {
      return "@%s > %s (at %.4f s)"
          .formatted(conversation.label, segment, (at - TestStack.START) / 1e9);
    }
  }

  private TcpScript(Map<String, String> settings) {
    this.settings = settings;
    v6 = settings.getOrDefault("ip", "4").equals("6");
    Offloads offloads =
        switch (settings.getOrDefault("offload", "all")) {
          case "all" -> Offloads.ALL;
          case "checksum" -> new Offloads(true, false, false, false);
          case "v4" -> new Offloads(true, true, false, false);
          case "v6" -> new Offloads(true, false, true, false);
          default -> Offloads.NONE;
        };
    Limits limits =
        new Limits(
            setting("flows", 64),
            setting("halfopen", 16),
            setting("timewait", 16),
            16,
            16,
            16,
            64,
            setting("receive", 524_288),
            setting("send", 524_288));
    int mtu = setting("mtu", 1500);
    bench =
        new TestStack(
            TestStack.withTimeouts(
                v6
                    ? TestStack.config6(mtu, offloads, limits)
                    : TestStack.config(mtu, offloads, limits),
                timeouts()),
            Buffers.bounded(setting("large", 64), setting("small", 512)),
            new ScriptedUplink());
    if (!settings.containsKey("guest")) {
      bench.introduce();
    }
  }

  private TcpTimeouts timeouts() {
    TcpTimeouts usual = TcpTimeouts.DEFAULT;
    return new TcpTimeouts(
        setting("r1", usual.r1Retransmissions()),
        seconds("r2", usual.r2Nanos()),
        seconds("synr2", usual.synR2Nanos()),
        seconds("2msl", usual.timeWaitNanos()),
        seconds("idle", usual.keepAliveIdleNanos()),
        seconds("interval", usual.keepAliveIntervalNanos()),
        setting("probes", usual.keepAliveProbes()));
  }

  private long seconds(String name, long nanos) {
    return setting(name, (int) (nanos / TestStack.SECOND)) * TestStack.SECOND;
  }

  private int setting(String name, int otherwise) {
    String value = settings.get(name);
    return value == null ? otherwise : Integer.parseInt(value);
  }

  /** Runs a script; fails with the line that was not met and what came before it. */
  static void run(String text) {
    Map<String, String> settings = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (String each : text.lines().toList()) {
      String bare = each.replaceFirst("\\s#.*|^#.*", "").strip();
      if (bare.startsWith("set ")) {
        configure(bare, settings);
      } else if (bare.startsWith("open")) {
        lines.addAll(handshake(bare).lines().toList());
      } else if (!bare.isEmpty()) {
        lines.add(bare);
      }
    }
    TcpScript script = new TcpScript(settings);
    try {
      for (String each : lines) {
        script.execute(each);
      }
      script.finish();
    } catch (AssertionError | RuntimeException e) {
      String message =
          "%s%n  at line: %s%n  of the script so far:%n%s".formatted(e, script.line, script.log);
      throw new AssertionError(message, e);
    }
  }

  // ip (4 or 6), mtu, offload (all, v4, v6, checksum, none), receive and send (bytes), large and
  // small (buffers), flows, halfopen, timewait, isn (number 0 of the guest), ports (own: the
  // connections go to a port for each first letter of their names), guest (silent: it has not said
  // where it is), r1, r2, synr2,
  // 2msl, idle, interval, probes (TcpTimeouts, in seconds)
  private static void configure(String bare, Map<String, String> settings) {
    String[] words = bare.split("\\s+", -1);
    for (int i = 1; i + 1 < words.length; i += 2) {
      settings.put(words[i], words[i + 1]);
    }
  }

  // "open" alone stands for a guest like Linux; "open OPTIONS win N" for another; "open rtt S" and
  // "open rtt S OPTIONS win N" for one that answers after S seconds.
  private static String handshake(String open) {
    Matcher words = OPEN.matcher(open);
    if (!words.matches()) {
      throw new IllegalArgumentException(open);
    }
    String[] parts = words.group(2).strip().split(" win ", -1);
    boolean other = parts.length == 2;
    return """
    +0 < S  0:0(0) win 64240 <%s>
    +0 dialled
    +0 accept
    +0 > S. 0:0(0) ack 1 <...>
    +%s < .  1:1(0) ack 1 win %s
    +0 established
    """
        .formatted(
            other ? parts[0] : "mss 1460,sackOK,TS,nop,wscale 7",
            words.group(1) == null ? "0" : words.group(1),
            other ? parts[1] : "512");
  }

  private void execute(String text) {
    line = text;
    log.append("    ").append(text).append('\n');
    Matcher parts = LINE.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not a line of a script");
    }
    scriptTime += Math.round(Double.parseDouble(parts.group(1)) * 1e9);
    Conversation conversation = conversation(parts.group(2) == null ? "1" : parts.group(2));
    String rest = parts.group(3).strip();
    if (rest.startsWith(">")) {
      expectFrame(conversation, SegmentText.parse(rest.substring(1)));
    } else if (rest.startsWith("<")) {
      boolean batch = rest.startsWith("<+");
      act();
      deliver(conversation, SegmentText.parse(rest.substring(batch ? 2 : 1)));
      if (!batch) {
        emit();
      }
    } else if (isEvent(rest)) {
      expectEvent(conversation, rest);
    } else {
      act();
      call(conversation, rest);
      emit();
    }
  }

  private Conversation conversation(String label) {
    int number = label.codePointAt(0);
    int more = label.length() > 1 ? 200 * (label.codePointAt(1) - '0') : 0;
    return conversations.computeIfAbsent(
        label,
        key ->
            new Conversation(
                key,
                v6,
                40_000 + number + more,
                settings.containsKey("ports") ? 80 + number : 80,
                setting("isn", Conversation.DEFAULT_ISN)));
  }

  private static boolean isEvent(String text) {
    return text.matches("dialled|established|data \\d+|end|room|closed|reset");
  }

  // ---- time

  /** Before the script acts: everything up to now has happened and was spoken of. */
  private void act() {
    runTo(scriptTime);
    assertQuiet();
  }

  private void runTo(long time) {
    if (time >= bench.now()) {
      bench.advance(time - bench.now());
    }
    observe();
  }

  /** Lets time run, one deadline after another, until something comes or it is too late for it. */
  private void runUntil(long latest, BooleanSupplier come) {
    while (!come.getAsBoolean()) {
      long next = bench.stack.nextDeadline();
      if (next == Stack.NEVER || next > latest) {
        return;
      }
      runTo(Math.max(next, bench.now()));
    }
  }

  private void emit() {
    bench.emit();
    observe();
  }

  private void observe() {
    for (EmittedFrame frame : bench.device.take()) {
      if (frame.packet().contains(ArpPacket.class)
          || frame.packet().contains(IcmpV6NeighborSolicitationPacket.class)) {
        onQuestion();
        continue;
      }
      boolean icmp = !(frame.transport() instanceof TcpPacket);
      ByteBuffer packet = ByteBuffer.wrap(frame.ipPayload());
      int quotedPortsAt = 8 + (v6 ? 40 : 20);
      int guestPort = packet.getShort(icmp ? quotedPortsAt : 2) & 0xffff;
      int peerPort = packet.getShort(icmp ? quotedPortsAt + 2 : 0) & 0xffff;
      Conversation owner = null;
      for (Conversation each : conversations.values()) {
        owner = each.guestPort == guestPort && each.peerPort == peerPort ? each : owner;
      }
      if (owner == null) {
        throw new AssertionError("a frame to nobody: " + frame);
      }
      SegmentText segment =
          icmp
              ? SegmentText.icmp(packet.get(0), packet.get(1))
              : owner.observe(frame, bench.config.mtu(), bench.now());
      frames.addLast(new Seen(bench.now(), owner, segment));
    }
  }

  /** A kernel that is known already answers what it is asked once in a while. */
  private void onQuestion() {
    if (settings.containsKey("guest")) {
      frames.addLast(new Seen(bench.now(), conversation("1"), SegmentText.ASK));
    } else {
      answerQuestion();
    }
  }

  private void answerQuestion() {
    bench.deliver(v6 ? bench.neighbourAdvertisement() : bench.arpReply());
  }

  private void assertQuiet() {
    if (!frames.isEmpty()) {
      throw new AssertionError("not spoken of: " + frames);
    }
    for (Conversation each : conversations.values()) {
      ScriptedRelay relay = each.relay;
      if (relay != null && !relay.events.isEmpty()) {
        throw new AssertionError("not spoken of: @" + each.label + " " + relay.events);
      }
    }
  }

  // ---- what is expected

  private void expectFrame(Conversation conversation, SegmentText expected) {
    long latest = scriptTime + TOLERANCE_NANOS;
    runUntil(latest, () -> !frames.isEmpty());
    Seen seen = frames.pollFirst();
    if (seen == null) {
      throw new AssertionError("seen: nothing");
    }
    boolean inTime = seen.at >= scriptTime - TOLERANCE_NANOS && seen.at <= latest;
    if (seen.conversation != conversation || !expected.matches(seen.segment) || !inTime) {
      throw new AssertionError("seen: " + seen + (frames.isEmpty() ? "" : " and " + frames));
    }
    scriptTime = Math.max(scriptTime, seen.at); // a late timer puts off what follows from it
  }

  private void expectEvent(Conversation conversation, String expected) {
    runUntil(
        scriptTime + TOLERANCE_NANOS,
        () -> conversation.relay != null && !conversation.relay.events.isEmpty());
    ScriptedRelay relay = conversation.relay;
    String event = relay == null ? null : relay.events.pollFirst();
    if (!expected.equals(event)) {
      throw new AssertionError("told: " + event);
    }
  }

  // ---- what is done

  private void deliver(Conversation conversation, SegmentText segment) {
    if (segment.equals(SegmentText.ASK)) {
      answerQuestion();
      return;
    }
    byte[] frame = conversation.frame(segment, bench);
    bench.deliver(frame, segment.gso() > 0, segment.gso());
  }

  private void call(Conversation conversation, String call) {
    String[] words = call.split(" ", -1);
    switch (words[0]) {
      case "wait" -> {} // the line's time did it
      case "connect" -> connect(conversation.label, words.length == 1);
      case "device" -> device(words[1]);
      case "memory" -> memory(words[1]);
      case "drops" -> drops(words);
      case "icmp" -> icmp(conversation, words);
      case "stalls" -> assertEquals(Long.parseLong(words[1]), bench.stack.counters().stalls());
      default -> relayCall(conversation, call, words);
    }
  }

  private void relayCall(Conversation conversation, String call, String[] words) {
    ScriptedRelay relay = conversation.relay;
    if (relay == null) {
      throw new AssertionError("there is no such flow");
    }
    switch (words[0]) {
      case "refuse" -> relay.flow.refuse(Refusal.valueOf(words[1].toUpperCase(Locale.ROOT)));
      case "write" -> {
        int length = Integer.parseInt(words[1]);
        relay.write(length, words.length == 4 ? Integer.parseInt(words[3]) : length);
      }
      case "fill" -> {
        long wrote = relay.fill();
        if (wrote != Long.parseLong(words[1])) {
          throw new AssertionError("there was room for " + wrote);
        }
      }
      case "taking" ->
          relay.willTake(words[1].equals("all") ? Long.MAX_VALUE : Long.parseLong(words[1]));
      case "on" -> relay.reactions.put(words[1], call.substring(4 + words[1].length()));
      default -> {
        if (!relay.call(call)) {
          throw new IllegalArgumentException("no such call");
        }
      }
    }
  }

  private void connect(String label, boolean works) {
    int number = label.codePointAt(0);
    Conversation active =
        new Conversation(
            label,
            v6,
            ACTIVE_GUEST_PORT,
            50_000 + number,
            setting("isn", Conversation.DEFAULT_ISN));
    LateHandler handler = new LateHandler();
    TcpFlow flow =
        bench.stack.connect(
            v6 ? TestStack.GUEST6 : IpAddress.v4(TestStack.GUEST),
            active.guestPort,
            v6 ? TestStack.FAR6 : IpAddress.v4(TestStack.FAR),
            active.peerPort,
            handler,
            bench.now());
    if (works != (flow != null)) {
      throw new AssertionError(works ? "connect failed" : "connect worked");
    }
    if (flow != null) {
      handler.relay = new ScriptedRelay(flow);
      active.relay = handler.relay;
      conversations.put(label, active);
    }
  }

  private void device(String word) {
    if (word.equals("all")) {
      bench.device.acceptAll();
    } else {
      bench.device.acceptOnly(Integer.parseInt(word));
    }
  }

  /**
   * Takes all memory but one buffer for frames ("memory low"), all ("memory none"), or gives it
   * back ("memory all").
   */
  private void memory(String word) {
    hoard.forEach(Buffer::release);
    hoard.clear();
    boolean none = !word.equals("all");
    int spare = word.equals("low") ? 1 : 0;
    while (none && bench.buffers.large().available() > spare) {
      hoard.add(Objects.requireNonNull(bench.buffers.large().take()));
    }
    while (none && bench.buffers.small().available() > 0) {
      hoard.add(Objects.requireNonNull(bench.buffers.small().take()));
    }
  }

  private void drops(String[] words) {
    bench.assertDrops(DropReason.valueOf(words[1]), Long.parseLong(words[2]));
  }

  /** An ICMP error about a segment: {@code icmp TYPE CODE mtu N seq N}. */
  private void icmp(Conversation conversation, String[] words) {
    byte[] quoted = conversation.quote(Long.parseLong(words[6]));
    int word = Integer.parseInt(words[4]);
    int type = Integer.parseInt(words[1]);
    int code = Integer.parseInt(words[2]);
    bench.deliver(
        v6
            ? bench.guest6.ipv6(
                TestStack.FAR6,
                GuestFrames6.ICMPV6,
                bench.guest6.icmpMessage(TestStack.FAR6, type, code, word, quoted))
            : bench.guest.ipv4(
                TestStack.FAR,
                GuestFrames.ICMP,
                bench.guest.icmpMessage(type, code, word, quoted)));
  }

  private void finish() {
    line = "the end";
    runTo(scriptTime);
    assertQuiet();
    bench.device.acceptAll();
    for (Conversation each : conversations.values()) {
      ScriptedRelay relay = each.relay;
      if (relay != null) {
        relay.flow.reset();
      }
    }
    memory("all");
    bench.emit();
    bench.device.clear();
    bench.assertNothingHeld();
  }

  // ---- the relays

  private final class ScriptedUplink implements Uplink {
    @Override
    public TcpHandler onTcpOpen(TcpFlow flow) {
      Conversation owner = null;
      for (Conversation each : conversations.values()) {
        owner = each.guestPort == flow.guestPort() ? each : owner;
      }
      if (owner == null) {
        throw new AssertionError("a flow of nobody");
      }
      ScriptedRelay relay = new ScriptedRelay(flow);
      ScriptedRelay former = owner.relay;
      if (former != null) {
        relay.events.addAll(former.events);
      }
      relay.events.addLast("dialled");
      owner.relay = relay;
      if (settings.containsKey("dial")) {
        relay.call(settings.get("dial"));
      }
      return relay;
    }

    @Override
    public UdpHandler onUdpOpen(UdpFlow flow) {
      throw new AssertionError("no UDP here");
    }

    @Override
    public EchoHandler onEchoOpen(EchoFlow flow) {
      throw new AssertionError("no echo here");
    }
  }

  /** Stands for a relay until there is a flow to make it with. */
  private static final class LateHandler implements TcpHandler {
    @Nullable ScriptedRelay relay;

    private ScriptedRelay relay() {
      return Objects.requireNonNull(relay, "an event within connect");
    }

    @Override
    public int onData(Buffer buffer, int at, int length) {
      return relay().onData(buffer, at, length);
    }

    @Override
    public void onEnd() {
      relay().onEnd();
    }

    @Override
    public void onEstablished() {
      relay().onEstablished();
    }

    @Override
    public void onSendRoom() {
      relay().onSendRoom();
    }

    @Override
    public void onClosed(boolean reset) {
      relay().onClosed(reset);
    }
  }
}
