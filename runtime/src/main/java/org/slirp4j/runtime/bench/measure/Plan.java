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
  private static final int[] QUICK_IDLE = {1_000};
  private static final String LOOPBACK = "127.0.0.1";

  /**
   * Measurements that need one set-up.
   *
   * @param setup how the rival is started
   * @param measurements what is measured then, in this order
   */
  public record Group(Setup setup, List<Measurement> measurements) {
    /** From one container's end to the next one's beginning. */
    private static final int ATTACH_MILLIS = 400;

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
    for (String name : options.measurements()) {
      plan.add(name);
    }
    return plan.groups;
  }

  private void add(String name) {
    switch (name) {
      case "throughput" -> options.mtus().forEach(this::throughput);
      case "path" -> path();
      case "forward" -> {
        forward(LOOPBACK, ", forwarded");
        if (!options.quick()) {
          forward(HostNetwork.ADDRESS, ", forwarded, not from loopback");
        }
      }
      case "udp" -> udp();
      case "latency" -> latency();
      case "connections" -> connections();
      case "idle" -> {
        for (int count : options.quick() ? QUICK_IDLE : IDLE) {
          idle(count);
        }
        if (!options.quick()) {
          for (int count : IDLE) {
            idleForwarded(count);
          }
        }
      }
      case "start" -> {
        if (options.quick()) {
          group(LARGE_MTU, List.of(new StartTime())); // it is that of the group's network
        } else {
          groups.add(new Group(Setup.of(LARGE_MTU), List.of(new StartTime())));
        }
      }
      case "memory" -> memory();
      default -> throw new IllegalArgumentException(name);
    }
  }

  /**
   * Adds a group without forwarded ports that begins with a warm-up. A quick run has few groups: it
   * adds to one that has the same interface.
   */
  private void group(int mtu, List<Measurement> measurements) {
    Setup setup = Setup.of(mtu);
    List<Measurement> list = new ArrayList<>();
    for (Group each : options.quick() ? groups : List.<Group>of()) {
      if (each.setup().equals(setup) && each.measurements().getFirst() instanceof WarmUp) {
        list = each.measurements();
      }
    }
    if (list.isEmpty()) {
      list.add(new WarmUp(tools, false));
      groups.add(new Group(setup, list));
    }
    list.addAll(measurements);
  }

  private void throughput(int mtu) {
    List<Measurement> list = new ArrayList<>();
    for (int streams : new int[] {1, MANY_STREAMS}) {
      if (streams > 1 && options.quick() && mtu != options.mtus().getLast()) {
        continue;
      }
      String about = "TCP, " + streams + (streams == 1 ? " stream" : " streams");
      for (boolean out : new boolean[] {true, false}) {
        String label = "MTU " + mtu + ", " + way(out);
        list.add(new Throughput(tools, about, label, streams, out, Throughput.Way.TO_HOST));
      }
    }
    group(mtu, list);
  }

  private void path() {
    String about = "TCP, 1 stream, path of " + tools.path().text();
    for (int mtu : PATH_MTUS) {
      List<Measurement> list = new ArrayList<>();
      for (boolean out : new boolean[] {true, false}) {
        String label = "MTU " + mtu + ", " + way(out);
        list.add(new Throughput(tools, about, label, 1, out, Throughput.Way.TO_FAR));
      }
      group(mtu, list);
    }
  }

  private void forward(String address, String about) {
    List<Measurement> list = new ArrayList<>();
    list.add(new WarmUp(tools, true));
    for (int streams : new int[] {1, MANY_STREAMS}) {
      for (boolean out : new boolean[] {false, true}) {
        if (streams == 1 || !options.quick()) {
          String label = streams + (streams == 1 ? " stream, " : " streams, ") + way(out);
          list.add(
              new Throughput(tools, "TCP" + about, label, streams, out, Throughput.Way.FORWARDED));
        }
      }
    }
    String requests = " request and response" + about;
    list.add(new Latency(tools, false, requests, "", true));
    list.add(new Latency(tools, true, requests, "", true));
    connections(list, about, true);
    groups.add(new Group(new Setup(LARGE_MTU, address), list));
  }

  private void udp() {
    List<Measurement> list = new ArrayList<>();
    for (int bytes : options.quick() ? QUICK_DATAGRAM_BYTES : DATAGRAM_BYTES) {
      for (boolean out : new boolean[] {true, false}) {
        list.add(new Datagrams(tools, options.quick(), bytes, out, false));
      }
    }
    for (boolean out : new boolean[] {true, false}) {
      list.add(new Datagrams(tools, options.quick(), SEGMENT_BYTES, out, true));
    }
    group(LARGE_MTU, list);
  }

  private void latency() {
    String about = " request and response";
    group(
        LARGE_MTU,
        List.of(
            new Latency(tools, false, about, "", false),
            new Latency(tools, true, about, "", false)));
  }

  private void connections() {
    List<Measurement> list = new ArrayList<>();
    connections(list, "", false);
    group(LARGE_MTU, list);
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

  private void idle(int count) {
    List<Measurement> list = besideIdle(count, " beside idle connections", false);
    groups.add(new Group(Setup.of(LARGE_MTU), list));
  }

  private void idleForwarded(int count) {
    List<Measurement> list = besideIdle(count, ", forwarded, beside idle connections", true);
    groups.add(new Group(new Setup(LARGE_MTU, LOOPBACK), list));
  }

  private List<Measurement> besideIdle(int count, String about, boolean forwarded) {
    String idle = String.format(Locale.ROOT, "%,d idle", count);
    List<Measurement> list = new ArrayList<>();
    list.add(new WarmUp(tools, forwarded));
    if (count > 0) {
      list.add(new IdleLoad(tools, count, forwarded));
    }
    for (boolean out : new boolean[] {true, false}) {
      String label = idle + ", " + way(out);
      Throughput.Way way = forwarded ? Throughput.Way.FORWARDED : Throughput.Way.TO_HOST;
      list.add(new Throughput(tools, "TCP, 1 stream" + about, label, 1, out, way));
    }
    list.add(new Latency(tools, false, " request and response" + about, idle + ", ", forwarded));
    list.add(new Connections(tools, "Connections" + about, idle, 1, forwarded));
    if (count > 0) {
      list.add(new IdleCheck(tools, idle + (forwarded ? ", forwarded" : ""), forwarded));
    }
    return list;
  }

  private void memory() {
    String about = "TCP, 1 stream, for memory";
    int restMillis = options.quick() ? QUICK_REST_MILLIS : REST_MILLIS;
    List<Measurement> list =
        List.of(
            new Memory("idle", restMillis),
            new Throughput(tools, about, "out", 1, true, Throughput.Way.TO_HOST),
            new Throughput(tools, about, "in", 1, false, Throughput.Way.TO_HOST),
            new Memory("after load", restMillis));
    groups.add(new Group(Setup.of(LARGE_MTU), list));
  }

  private static String way(boolean out) {
    return out ? "out" : "in";
  }
}
