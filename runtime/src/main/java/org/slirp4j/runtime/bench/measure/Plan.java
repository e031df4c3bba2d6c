package org.slirp4j.runtime.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slirp4j.runtime.bench.rival.HostNetwork;
import org.slirp4j.runtime.bench.rival.Setup;
import org.slirp4j.runtime.cli.BenchOptions;

/** What one round measures. */
public final class Plan {
  private static final int LARGE_MTU = 65_520;
  private static final int MANY_STREAMS = 4;
  private static final int[] CLIENTS = {8, 1_000};
  private static final int[] QUICK_CLIENTS = {8};
  private static final int[] DATAGRAM_BYTES = {64, 512, 1_400, 8_192};
  private static final int[] QUICK_DATAGRAM_BYTES = {1_400};
  private static final int SEGMENT_BYTES = 1_400;
  private static final int REST_MILLIS = 500;
  private static final int QUICK_REST_MILLIS = 200;
  private static final int[] IDLE = {0, 1_000, 10_000};
  private static final int[] IDLE_FORWARDED = {0, 10_000};
  private static final int[] QUICK_IDLE = {1_000};
  private static final String MEMORY = "memory";
  private static final String LOOPBACK = "127.0.0.1";

  /**
   * Measurements that need one set-up.
   *
   * @param setup how the rival is started
   * @param measurements what is measured then, in this order
   */
  public record Group(Setup setup, List<Measurement> measurements) {
    /** From one container's end to the next one's beginning. */
    private static final int ATTACH_MILLIS = 150;

    private List<WarmUp.Kind> warmUps() {
      List<WarmUp.Kind> kinds = new ArrayList<>();
      for (Measurement each : measurements) {
        if (each instanceof WarmUp warmUp) {
          kinds.add(warmUp.kind());
        }
      }
      return kinds;
    }

    /** Returns how long it takes for one rival, in milliseconds: about. */
    public int expectedMillis() {
      return ATTACH_MILLIS + measurements.stream().mapToInt(Measurement::expectedMillis).sum();
    }
  }

  /** What an ordinary interface outside has, and what is usual inside. */
  private static final int[] PATH_MTUS = {1_500, LARGE_MTU};

  private final BenchOptions options;
  private final Tools tools;
  private final List<Group> groups = new ArrayList<>();

  private Plan(BenchOptions options, Tools tools) {
    this.options = options;
    this.tools = tools;
  }

  /** Returns the groups of one round. */
  public static List<Group> of(BenchOptions options, Tools tools) {
    Plan plan = new Plan(options, tools);
    List<String> names = new ArrayList<>(options.measurements());
    if (options.quick() && names.remove(MEMORY)) {
      names.add(names.indexOf("throughput") + 1, MEMORY); // in its group, and after streams only
    }
    if (options.quick() && names.remove("idle")) {
      names.add("idle"); // its connections stay until the end of its group
    }
    names.forEach(plan::add);
    return plan.groups;
  }

  private void add(String name) {
    switch (name) {
      case "throughput" -> options.mtus().forEach(this::throughput);
      case "path" -> path();
      case "forward" -> {
        forwarded();
        if (!options.quick()) {
          forwardedFromElsewhere();
        }
      }
      case "udp" -> udp();
      case "latency" -> latency();
      case "connections" -> connections();
      case "idle" -> idle();
      case "start" -> {
        if (options.quick()) {
          addTo(LARGE_MTU, WarmUp.Kind.ALL, List.of(new StartTime())); // of the group's network
        } else {
          groups.add(new Group(Setup.of(LARGE_MTU), List.of(new StartTime())));
        }
      }
      case MEMORY -> memory();
      default -> throw new IllegalArgumentException(name);
    }
  }

  /**
   * Adds measurements without forwarded ports behind a warm-up: to a group that has the same
   * interface and has had the same. A quick run has few groups: one warm-up is enough for all.
   */
  private List<Measurement> group(int mtu, WarmUp.Kind kind, List<Measurement> measurements) {
    Setup setup = Setup.of(mtu);
    WarmUp.Kind first = options.quick() && mtu == LARGE_MTU ? WarmUp.Kind.ALL : kind;
    for (Group each : groups) {
      if (each.setup().equals(setup) && each.warmUps().contains(first)) {
        each.measurements().addAll(measurements);
        return each.measurements();
      }
    }
    List<Measurement> list = new ArrayList<>();
    list.add(new WarmUp(tools, first, false));
    list.addAll(measurements);
    groups.add(new Group(setup, list));
    return list;
  }

  private void addTo(int mtu, WarmUp.Kind kind, List<Measurement> measurements) {
    List<Measurement> _ = group(mtu, kind, measurements);
  }

  private void throughput(int mtu) {
    List<Measurement> list = new ArrayList<>();
    for (int streams : options.quick() ? new int[] {1} : new int[] {1, MANY_STREAMS}) {
      String about = "TCP, " + streams + (streams == 1 ? " stream" : " streams");
      for (boolean out : new boolean[] {true, false}) {
        String label = "MTU " + mtu + ", " + way(out);
        list.add(new Throughput(tools, about, label, streams, out, Throughput.Way.TO_HOST));
      }
    }
    addTo(mtu, WarmUp.Kind.STREAMS, list);
  }

  private void path() {
    String about = "TCP, 1 stream, path of " + tools.path().text();
    for (int mtu : PATH_MTUS) {
      List<Measurement> list = new ArrayList<>();
      for (boolean out : new boolean[] {true, false}) {
        String label = "MTU " + mtu + ", " + way(out);
        list.add(new Throughput(tools, about, label, 1, out, Throughput.Way.TO_FAR));
      }
      addTo(mtu, WarmUp.Kind.STREAMS, list);
    }
  }

  private void forwarded() {
    String about = ", forwarded";
    List<Measurement> list = new ArrayList<>();
    list.add(new WarmUp(tools, WarmUp.Kind.ALL, true));
    for (int streams : options.quick() ? new int[] {1} : new int[] {1, MANY_STREAMS}) {
      streamsForwarded(list, about, streams);
    }
    String requests = " request and response" + about;
    list.add(new Latency(tools, false, requests, "", true, tools.millis()));
    list.add(new Latency(tools, true, requests, "", true, tools.millis()));
    connections(list, about, true);
    groups.add(new Group(new Setup(LARGE_MTU, LOOPBACK), list));
  }

  /** Some networks lead what comes from loopback past their interface, and nothing else. */
  private void forwardedFromElsewhere() {
    List<Measurement> list = new ArrayList<>();
    list.add(new WarmUp(tools, WarmUp.Kind.STREAMS, true));
    streamsForwarded(list, ", forwarded, not from loopback", 1);
    groups.add(new Group(new Setup(LARGE_MTU, HostNetwork.ADDRESS), list));
  }

  private void streamsForwarded(List<Measurement> list, String about, int streams) {
    for (boolean out : new boolean[] {false, true}) {
      String label = streams + (streams == 1 ? " stream, " : " streams, ") + way(out);
      list.add(new Throughput(tools, "TCP" + about, label, streams, out, Throughput.Way.FORWARDED));
    }
  }

  private void udp() {
    List<Measurement> list = new ArrayList<>();
    for (int bytes : options.quick() ? QUICK_DATAGRAM_BYTES : DATAGRAM_BYTES) {
      for (boolean out : new boolean[] {true, false}) {
        list.add(new Datagrams(tools, options.quick(), bytes, out, false));
      }
    }
    if (options.quick()) {
      addTo(LARGE_MTU, WarmUp.Kind.ALL, list);
      return;
    }
    for (boolean out : new boolean[] {true, false}) {
      list.add(new Datagrams(tools, false, SEGMENT_BYTES, out, true));
    }
    groups.add(new Group(Setup.of(LARGE_MTU), list)); // each has a warm-up of its own
  }

  private void latency() {
    String about = " request and response";
    addTo(
        LARGE_MTU,
        WarmUp.Kind.EVENTS,
        List.of(
            new Latency(tools, false, about, "", false, tools.millis()),
            new Latency(tools, true, about, "", false, tools.millis())));
  }

  private void connections() {
    List<Measurement> list = new ArrayList<>();
    connections(list, "", false);
    addTo(LARGE_MTU, WarmUp.Kind.EVENTS, list);
  }

  private void connections(List<Measurement> list, String about, boolean forwarded) {
    list.add(new Connections(tools, "Connections" + about, "1 client", 1, forwarded));
    for (int clients : options.quick() ? QUICK_CLIENTS : CLIENTS) {
      String label = String.format(Locale.ROOT, "%,d clients", clients);
      list.add(new Connections(tools, "Connections" + about, label, clients, forwarded));
    }
    if (!options.quick()) {
      list.add(new Crowd(tools, about, forwarded));
    }
  }

  private void idle() {
    if (options.quick()) {
      addTo(LARGE_MTU, WarmUp.Kind.ALL, besideIdle(QUICK_IDLE, false));
      return;
    }
    for (boolean forwarded : new boolean[] {false, true}) {
      List<Measurement> list = new ArrayList<>();
      list.add(new WarmUp(tools, WarmUp.Kind.ALL, forwarded));
      list.addAll(besideIdle(forwarded ? IDLE_FORWARDED : IDLE, forwarded));
      groups.add(new Group(new Setup(LARGE_MTU, forwarded ? LOOPBACK : null), list));
    }
  }

  /** Returns the same measurements beside more and more idle connections of one network's. */
  private List<Measurement> besideIdle(int[] counts, boolean forwarded) {
    String about = (forwarded ? ", forwarded," : "") + " beside idle connections";
    List<Measurement> list = new ArrayList<>();
    int before = 0;
    for (int count : counts) {
      String idle = String.format(Locale.ROOT, "%,d idle", count);
      if (count > before) {
        list.add(new IdleLoad(tools, count, before, forwarded));
      }
      besideIdle(list, about, idle, forwarded);
      if (count > 0) {
        list.add(new IdleCheck(tools, idle + (forwarded ? ", forwarded" : ""), forwarded));
      }
      before = count;
    }
    return list;
  }

  private void besideIdle(List<Measurement> list, String about, String idle, boolean forwarded) {
    Throughput.Way way = forwarded ? Throughput.Way.FORWARDED : Throughput.Way.TO_HOST;
    for (boolean out : forwarded ? new boolean[] {false} : new boolean[] {true, false}) {
      String label = idle + ", " + way(out);
      list.add(new Throughput(tools, "TCP, 1 stream" + about, label, 1, out, way));
    }
    String requests = " request and response" + about;
    list.add(new Latency(tools, false, requests, idle + ", ", forwarded, tools.shortMillis()));
    if (!forwarded) {
      list.add(new Connections(tools, "Connections" + about, idle, 1, false));
    }
  }

  private void memory() {
    int restMillis = options.quick() ? QUICK_REST_MILLIS : REST_MILLIS;
    Memory idle = new Memory("idle", restMillis);
    Memory after = new Memory("after load", restMillis);
    if (options.quick()) {
      group(LARGE_MTU, WarmUp.Kind.ALL, List.of(after)).addFirst(idle);
      return;
    }
    String about = "TCP, 1 stream, for memory";
    List<Measurement> list =
        List.of(
            idle,
            new Throughput(tools, about, "out", 1, true, Throughput.Way.TO_HOST),
            new Throughput(tools, about, "in", 1, false, Throughput.Way.TO_HOST),
            after);
    groups.add(new Group(Setup.of(LARGE_MTU), list));
  }

  private static String way(boolean out) {
    return out ? "out" : "in";
  }
}
