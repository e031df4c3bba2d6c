package org.slirp4j.runtime.bench.rival;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.OwnProgram;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.bench.traffic.Ports;
import org.slirp4j.runtime.bench.traffic.TrafficAgent;
import org.slirp4j.runtime.cli.BenchTable;

/** The private network namespace that stands for the host; the process is in it already. */
public final class HostNetwork implements AutoCloseable {
  /** The address of its interface: TEST-NET-1, RFC 5737. */
  public static final String ADDRESS = "192.0.2.1";

  static final String INTERFACE = "up0";

  private static final Path CONGESTION = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");

  private static final Path ALLOWED_CONGESTION =
      Path.of("/proc/sys/net/ipv4/tcp_allowed_congestion_control");

  private final String ip;
  private final Path folder;
  private final @Nullable String congestion;
  private Agent agent;

  private HostNetwork(String ip, Path folder, @Nullable String congestion, Agent agent) {
    this.ip = ip;
    this.folder = folder;
    this.congestion = congestion;
    this.agent = agent;
  }

  /**
   * Sets it up, with an agent that serves in it.
   *
   * @param folder for the helpers' files
   * @param congestion the congestion control that is wished; the usual one may be missing
   * @throws IOException when that cannot be done
   */
  public static HostNetwork make(Path folder, String congestion) throws IOException {
    String ip = Programs.need("ip", "iproute2");
    run(ip, "link set lo up");
    if (!tried(ip, "link add " + INTERFACE + " type dummy")) {
      run(ip, "link add " + INTERFACE + " type veth peer name up1");
      run(ip, "link set up1 up");
    }
    run(ip, "addr add " + ADDRESS + "/24 dev " + INTERFACE);
    run(ip, "link set " + INTERFACE + " up");
    run(ip, "route add default via 192.0.2.254");
    String possible = writeCongestion(congestion) ? congestion : null;
    if (possible == null && !congestion.equals(BenchTable.USUAL_CONGESTION)) {
      throw new IOException(
          "bench: --congestion="
              + congestion
              + ": this kernel does not allow it in a network namespace; it allows what"
              + " net.ipv4.tcp_allowed_congestion_control lists: "
              + said(ALLOWED_CONGESTION));
    }
    Agent agent = new Agent(startAgent(agentCommand(Ports.HOST)));
    return new HostNetwork(ip, folder, possible, agent);
  }

  private static boolean writeCongestion(String name) {
    try {
      Files.writeString(CONGESTION, name);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the congestion control in use. */
  public String congestion() {
    return said(CONGESTION);
  }

  private static String said(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }

  /**
   * Returns the agent on the host's side. One that has been given up, because a network has kept it
   * waiting for too long, is replaced: the rest of the run does not suffer from it.
   */
  public Agent agent() throws IOException {
    if (!agent.isAlive()) {
      agent.close();
      agent = new Agent(startAgent(agentCommand(Ports.HOST)));
    }
    return agent;
  }

  /** Returns the folder for the helpers' files. */
  Path folder() {
    return folder;
  }

  /** Runs ip(8) here with words that have no spaces in them. */
  void ip(String words) throws IOException {
    run(ip, words);
  }

  /** Runs ip(8) in a container. */
  void ipInside(long pid, String words) throws IOException {
    List<String> command = new ArrayList<>(enter(pid));
    command.add(ip);
    command.addAll(List.of(words.split(" ", -1)));
    String _ = Programs.run(command);
  }

  /** Returns the words that let a command run in the namespaces of a process. */
  public static List<String> enter(long pid) {
    return List.of(
        "nsenter", "--preserve-credentials", "--user", "--net", "--target", Long.toString(pid));
  }

  private static void run(String ip, String words) throws IOException {
    List<String> command = new ArrayList<>(List.of(ip));
    command.addAll(List.of(words.split(" ", -1)));
    String _ = Programs.run(command);
  }

  private static boolean tried(String ip, String words) {
    try {
      run(ip, words);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the words that make a process an agent; {@code base} is that of {@link Ports}. */
  static List<String> agentCommand(int base) {
    List<String> command = new ArrayList<>(OwnProgram.command("slirp4j"));
    command.add(TrafficAgent.VERB);
    command.add(Integer.toString(base));
    return command;
  }

  static Process startAgent(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Makes a container: an agent in namespaces of its own, connected to nothing. */
  Agent makeContainer() throws IOException {
    return makeContainer(Ports.CONTAINER);
  }

  /** The same, whose agent serves from another one of the {@link Ports}' bases on. */
  Agent makeContainer(int base) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--net", "--"));
    command.addAll(agentCommand(base));
    return configured(new Agent(startAgent(command)));
  }

  /** Lets the host's side pass packets on that come by an interface: ip-sysctl's forwarding. */
  static void letPass(String name) throws IOException {
    Files.writeString(Path.of("/proc/sys/net/ipv4/conf", name, "forwarding"), "1");
  }

  /** Gives a container's agent what all have. */
  Agent configured(Agent container) throws IOException {
    ipInside(container.pid(), "link set lo up");
    if (congestion != null) {
      container.run("congestion " + congestion);
    }
    return container;
  }

  @Override
  public void close() {
    agent.close();
  }
}
