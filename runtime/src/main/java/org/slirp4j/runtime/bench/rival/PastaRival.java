package org.slirp4j.runtime.bench.rival;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slirp4j.runtime.bench.traffic.Agent;
import org.slirp4j.runtime.bench.traffic.Ports;

/** pasta(1). Its network is ready when its first process ends, as for podman. */
final class PastaRival extends ContainerRival {
  private static final List<String> NO_PORTS =
      List.of("-t", "none", "-u", "none", "-T", "none", "-U", "none");

  private final String program;

  PastaRival(HostNetwork host, String program) {
    super(host, "pasta", Programs.version(program));
    this.program = program;
  }

  @Override
  public Attached attach(Setup setup) throws IOException {
    Agent inside = container();
    Path pidFile = host.folder().resolve("pasta.pid");
    Files.deleteIfExists(pidFile);
    List<String> command = new ArrayList<>();
    command.addAll(List.of(program, "-q", "-4", "--config-net", "-P", pidFile.toString()));
    command.addAll(List.of("-m", "" + setup.mtu(), "-i", HostNetwork.INTERFACE, "-I", TAP));
    command.addAll(List.of("-a", CONTAINER, "-n", "24", "-g", GATEWAY));
    command.addAll(setup.forwardAt() == null ? NO_PORTS : ports(setup.forwardAt()));
    command.add(Long.toString(inside.pid()));
    long began = System.nanoTime();
    Helper starter = Helper.start(command, host.folder().resolve("pasta.log"));
    starter.awaitEnd();
    double millis = (System.nanoTime() - began) / 1e6;
    long pid = pid(pidFile);
    ProcessHandle.of(pid).ifPresent(Leftovers::add);
    String at = setup.forwardAt() == null ? LOOPBACK : setup.forwardAt();
    return new Attached(inside, GATEWAY, at, pid, millis, () -> end(pid));
  }

  private static long pid(Path file) throws IOException {
    try {
      String text = Output.lastLine(file);
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IOException("it wrote no process id into the file of -P", e);
    }
  }

  private static void end(long pid) {
    ProcessHandle.of(pid)
        .ifPresent(process -> {
          Helper.end(process);
          Leftovers.remove(process);
        });
  }

  private static List<String> ports(String address) {
    List<String> words = new ArrayList<>();
    for (int port : new int[] {Ports.STREAM, Ports.ECHO, Ports.IPERF}) {
      words.addAll(
          List.of("-t", address + "/" + (Ports.CONTAINER + port) + ":" + (Ports.CONTAINER + port)));
    }
    for (int port : new int[] {Ports.UDP_ECHO, Ports.UDP_SINK, Ports.IPERF}) {
      words.addAll(
          List.of("-u", address + "/" + (Ports.CONTAINER + port) + ":" + (Ports.CONTAINER + port)));
    }
    words.addAll(List.of("-T", "none", "-U", "none"));
    return words;
  }
}
