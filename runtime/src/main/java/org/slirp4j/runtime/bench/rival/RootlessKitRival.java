package org.slirp4j.runtime.bench.rival;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.bench.traffic.Ports;

/**
 * RootlessKit with its builtin port driver over the original slirp4netns. It makes the container
 * itself, every time.
 */
final class RootlessKitRival implements Rival {
  private final HostNetwork host;
  private final String program;
  private final String slirp4netns;

  /**
   * Plans it.
   *
   * @param slirp4netns the original's path: the one that RootlessKit finds may be ours
   */
  RootlessKitRival(HostNetwork host, String program, String slirp4netns) {
    this.host = host;
    this.program = program;
    this.slirp4netns = Path.of(slirp4netns).toAbsolutePath().toString();
  }

  @Override
  public String name() {
    return "rootlesskit";
  }

  @Override
  public String version() {
    return Programs.version(program) + " with " + Programs.version(slirp4netns);
  }

  @Override
  public boolean takes(Setup setup) {
    return setup.forwardAt() != null;
  }

  @Override
  public Attached attach(Setup setup) throws IOException {
    String at = setup.forwardAt() == null ? ContainerRival.LOOPBACK : setup.forwardAt();
    Path state = host.folder().resolve("rootlesskit");
    delete(state);
    List<String> command = new ArrayList<>();
    command.addAll(List.of(program, "--state-dir=" + state, "--mtu=" + setup.mtu()));
    command.addAll(List.of("--net=slirp4netns", "--slirp4netns-binary=" + slirp4netns));
    command.add("--port-driver=builtin");
    for (int port : new int[] {Ports.STREAM, Ports.ECHO, Ports.IPERF}) {
      command.addAll(
          List.of(
              "-p", at + ":" + (Ports.CONTAINER + port) + ":" + (Ports.CONTAINER + port) + "/tcp"));
    }
    for (int port : new int[] {Ports.UDP_ECHO, Ports.UDP_SINK, Ports.IPERF}) {
      command.addAll(
          List.of(
              "-p", at + ":" + (Ports.CONTAINER + port) + ":" + (Ports.CONTAINER + port) + "/udp"));
    }
    command.addAll(HostNetwork.agentCommand(Ports.CONTAINER));
    Path log = host.folder().resolve("rootlesskit.log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().put("XDG_RUNTIME_DIR", host.folder().toString());
    long began = System.nanoTime();
    Process process = builder.start();
    Agent pipe;
    try {
      pipe = host.configured(new Agent(process));
    } catch (IOException e) {
      String said = Output.lastLine(log);
      Helper.end(process.toHandle());
      throw new IOException(e.getMessage() + (said.isEmpty() ? "" : ": " + said), e);
    }
    double millis = (System.nanoTime() - began) / 1e6;
    return new Attached(
        pipe,
        ContainerRival.GATEWAY,
        at,
        process.pid(),
        millis,
        () -> Helper.end(process.toHandle()));
  }

  private static void delete(Path tree) throws IOException {
    if (Files.exists(tree)) {
      try (Stream<Path> files = Files.walk(tree)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      } catch (UncheckedIOException e) {
        throw new IOException("delete " + tree + ": " + e.getMessage(), e);
      }
    }
  }

  @Override
  public void close() {
    // its container ends with it
  }
}
