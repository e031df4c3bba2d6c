package org.slirp4j.runtime.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.runtime.cli.RunOptions;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.runtime.metrics.Meters;
import org.slirp4j.runtime.run.ConnectedCommand;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;

/** {@code slirp4j demo}: the host's side. */
public final class Demo {
  private static final int BLOB_BYTES = 16 << 20;
  private static final int STREAM_MILLIS = 1_500;

  /** A name that every name server with a way to the Internet knows (RFC 2606, 3). */
  private static final String PUBLIC_NAME = "example.com";

  private static final int DNS_MILLIS = 1_000;
  private static final int MAX_NAME_SERVERS = 3; // resolv.conf(5): MAXNS

  private Demo() {}

  /**
   * Runs the demo.
   *
   * @return 0 if all of it worked, else 1
   * @throws IOException when a namespace could not be made or connected
   */
  public static int run() throws IOException {
    System.out.println("slirp4j demo: a container's network, made by this user alone\n");
    String server = answeringNameServer();
    try (DemoServer host = new DemoServer(true);
        DemoNameServer own = new DemoNameServer()) {
      DemoPlan plan =
          new DemoPlan(
              host.httpPort(),
              host.streamPort(),
              server == null ? DemoNameServer.NAME : PUBLIC_NAME,
              server == null ? DemoNameServer.address() : "-",
              server == null ? "the demo's own name server" : "this host's name server " + server,
              BLOB_BYTES,
              STREAM_MILLIS);
      ResolverConfig resolver = server == null ? own.resolver() : ResolverConfig.DEFAULT;
      int status = connect(plan, RunOptions.DEFAULT_MTU, resolver, Demo::printCounters);
      System.out.println(status == 0 ? "\nall of it worked" : "\nnot all of it worked");
      return status == 0 ? 0 : 1;
    }
  }

  /**
   * Sends a demo's traffic, but no HTTP, and without the demo's own words; its client prints its
   * rows.
   *
   * @return 0 if all of it worked
   * @throws IOException when a namespace could not be made or connected
   */
  public static int traffic(int mtu, int streamMillis) throws IOException {
    try (DemoServer host = new DemoServer(false);
        DemoNameServer names = new DemoNameServer()) {
      DemoPlan plan =
          new DemoPlan(
              host.httpPort(),
              host.streamPort(),
              DemoNameServer.NAME,
              DemoNameServer.address(),
              "the demo's own name server",
              0,
              streamMillis);
      return connect(plan, mtu, names.resolver(), engine -> {});
    }
  }

  private static int connect(
      DemoPlan plan, int mtu, ResolverConfig resolver, Consumer<Engine> atEnd) throws IOException {
    RunOptions options = RunOptions.of(plan.command(), mtu);
    return new ConnectedCommand(options, resolver, null, atEnd).run();
  }

  private static void printCounters(Engine engine) {
    Counters counters = engine.insight().stack();
    long otherProtocols = counters.drops(DropReason.UNKNOWN_ETHER_TYPE);
    String text =
        counters.framesIn()
            + " frames from the container, "
            + counters.framesOut()
            + " to it, "
            + counters.retransmits()
            + " sent again, "
            + (new Meters(engine).count("drops") - otherProtocols)
            + " dropped";
    System.out.println(DemoTable.row("", "counters", text));
  }

  /** Returns the host's first name server that knows a public name, or null. */
  private static @Nullable String answeringNameServer() {
    for (String server : nameServers()) {
      try {
        InetAddress address = InetAddress.ofLiteral(server);
        if (DnsClient.resolve(address, ResolverConfig.DNS_PORT, PUBLIC_NAME, 1, DNS_MILLIS)
            != null) {
          return server;
        }
      } catch (IllegalArgumentException e) {
        // a line that is none: resolv.conf(5) is written by hand at times
      }
    }
    return null;
  }

  private static List<String> nameServers() {
    List<String> servers = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(ResolverConfig.DEFAULT.resolvConf())) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length == 2
            && words[0].equals("nameserver")
            && servers.size() < MAX_NAME_SERVERS) {
          servers.add(words[1]);
        }
      }
    } catch (IOException e) {
      // none
    }
    return servers;
  }
}
