package org.slirp4j.runtime.bench.traffic;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slirp4j.runtime.Out;

/**
 * {@code slirp4j bench-traffic BASE}: serves the {@link Ports} and obeys.
 *
 * <pre>
 *   count                                  nanoseconds, bytes of streams received
 *   arrived RUN                            datagrams of it that have come, the nanoseconds from
 *                                          the first to the last, and duplicates
 *   stream HOST PORT out|in COUNT          opens streams
 *   stop                                   ends them
 *   tcp HOST PORT WARM-UP MILLIS           request and response: count, p50, p99, p99.9
 *   udp HOST PORT WARM-UP MILLIS           the same, and those lost
 *   connect HOST PORT CLIENTS MILLIS       done in time, failed, nanoseconds
 *   crowd HOST PORT CLIENTS REQUESTS       nanoseconds, failed
 *   reach HOST PORT                        returns when a request has been answered
 *   open HOST PORT COUNT MILLIS            opens idle connections, within that time: how many
 *   check                                  how many of them do not answer any more
 *   close                                  ends them
 *   forget                                 who has said hello
 *   hello HOST PORT                        to another one's counting socket
 *   known                                  1 if somebody has said hello, else 0
 *   send HOST PORT BYTES RATE MILLIS RUN   datagrams: sent, nanoseconds
 *   back BYTES RATE MILLIS RUN             the same, to who has said hello
 *   segments-forget, -hello HOST PORT, -known,
 *   segments-send HOST PORT BYTES RATE MILLIS, segments-back BYTES RATE MILLIS
 *                                          the same, many datagrams in a call
 *   segments-begin                         counts them anew
 *   segments-arrived                       bytes of them since, nanoseconds from first to last
 *   congestion NAME                        of what is opened later here
 * </pre>
 *
 * <p>Each is answered by a line: {@code ok} and the values, or {@code error} and why. The first
 * line, before any command, is {@code ok} and the process id.
 */
public final class TrafficAgent {
  /** The hidden verb. */
  public static final String VERB = "bench-traffic";

  /** How answers begin. */
  static final String DONE = "ok";

  static final String FAILED = "error";

  private static final Path CONGESTION = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");

  private final Streams streams = new Streams();
  private final IdleConnections idle = new IdleConnections();
  private final Segments segments = new Segments();
  private final Datagrams datagrams;

  private TrafficAgent(int base) throws IOException {
    streams.serve(base + Ports.STREAM);
    EchoServer.serveTcp(base + Ports.ECHO);
    EchoServer.serveUdp(base + Ports.UDP_ECHO);
    datagrams = new Datagrams(base + Ports.UDP_SINK);
    segments.serve(base + Ports.UDP_SEGMENTS);
  }

  /**
   * Serves until standard input ends.
   *
   * @param words the command line, whose word {@code first} is the base of the {@link Ports}
   * @return the exit status
   * @throws IOException when it cannot serve
   */
  public static int run(String[] words, int first) throws IOException {
    if (words.length != first + 1 || !words[first].matches("[0-9]{1,5}")) {
      throw new IOException("the benchmark starts its traffic itself: slirp4j bench");
    }
    TrafficAgent agent = new TrafficAgent(Integer.parseInt(words[first]));
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Out.print(DONE + " " + ProcessHandle.current().pid() + "\n");
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      Out.print(agent.answer(line.split(" ", -1)) + "\n");
    }
    return 0;
  }

  private String answer(String[] words) {
    try {
      String values = obey(words);
      return values.isEmpty() ? DONE : DONE + " " + values;
    } catch (IOException | InterruptedException | RuntimeException e) {
      return FAILED + " " + String.valueOf(e).replace('\n', ' ');
    }
  }

  private String obey(String[] words) throws IOException, InterruptedException {
    switch (words[0]) {
      case "count" -> {
        return System.nanoTime() + " " + streams.receivedBytes();
      }
      case "stream" -> streams.start(to(words), words[3].equals("out"), number(words, 4));
      case "stop" -> streams.stop();
      case "tcp" -> {
        return Requests.tcp(to(words), number(words, 3), number(words, 4));
      }
      case "udp" -> {
        return Requests.udp(to(words), number(words, 3), number(words, 4));
      }
      case "connect" -> {
        return Connections.rate(to(words), number(words, 3), number(words, 4));
      }
      case "crowd" -> {
        return Connections.crowd(to(words), number(words, 3), number(words, 4));
      }
      case "open" -> {
        return Integer.toString(idle.open(to(words), number(words, 3), number(words, 4)));
      }
      case "check" -> {
        return Integer.toString(idle.cut());
      }
      case "close" -> idle.close();
      case "reach" -> Requests.reach(to(words));
      case "known" -> {
        return datagrams.isPeerKnown() ? "1" : "0";
      }
      case "forget" -> datagrams.forget();
      case "hello" -> datagrams.hello(to(words));
      case "arrived" -> {
        return datagrams.arrived(number(words, 1));
      }
      case "send" -> {
        return datagrams.send(
            to(words), number(words, 3), number(words, 4), number(words, 5), number(words, 6));
      }
      case "back" -> {
        return datagrams.sendBack(
            number(words, 1), number(words, 2), number(words, 3), number(words, 4));
      }
      case "congestion" -> Files.writeString(CONGESTION, words[1]);
      default -> {
        return obeyOfSegments(words);
      }
    }
    return "";
  }

  private String obeyOfSegments(String[] words) throws IOException {
    switch (words[0]) {
      case "segments-forget" -> segments.forget();
      case "segments-begin" -> segments.begin();
      case "segments-arrived" -> {
        return segments.arrived();
      }
      case "segments-hello" -> segments.hello(to(words));
      case "segments-known" -> {
        return segments.isPeerKnown() ? "1" : "0";
      }
      case "segments-send" -> {
        return Segments.send(to(words), number(words, 3), number(words, 4), number(words, 5));
      }
      case "segments-back" -> {
        return segments.sendBack(number(words, 1), number(words, 2), number(words, 3));
      }
      default -> throw new IOException("no command \"" + words[0] + "\"");
    }
    return "";
  }

  private static InetSocketAddress to(String[] words) {
    return new InetSocketAddress(InetAddress.ofLiteral(words[1]), number(words, 2));
  }

  private static int number(String[] words, int index) {
    return Integer.parseInt(words[index]);
  }
}
