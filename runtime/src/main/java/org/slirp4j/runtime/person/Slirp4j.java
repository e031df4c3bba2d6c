package org.slirp4j.runtime.person;

import java.io.IOException;
import org.slirp4j.runtime.Out;
import org.slirp4j.runtime.bench.Bench;
import org.slirp4j.runtime.bench.BenchRun;
import org.slirp4j.runtime.bench.traffic.TrafficAgent;
import org.slirp4j.runtime.capture.CaptureCommand;
import org.slirp4j.runtime.cli.BenchOptions;
import org.slirp4j.runtime.cli.BenchParser;
import org.slirp4j.runtime.cli.CaptureOptions;
import org.slirp4j.runtime.cli.CaptureParser;
import org.slirp4j.runtime.cli.DaemonOptions;
import org.slirp4j.runtime.cli.DaemonParser;
import org.slirp4j.runtime.cli.RunOptions;
import org.slirp4j.runtime.cli.RunParser;
import org.slirp4j.runtime.cli.TopOptions;
import org.slirp4j.runtime.cli.TopParser;
import org.slirp4j.runtime.cli.UsageException;
import org.slirp4j.runtime.client.ClientVerbs;
import org.slirp4j.runtime.client.DaemonClient;
import org.slirp4j.runtime.daemon.DaemonFace;
import org.slirp4j.runtime.daemon.RuntimeFolder;
import org.slirp4j.runtime.demo.Demo;
import org.slirp4j.runtime.demo.DemoClient;
import org.slirp4j.runtime.top.TopCommand;

/** The program slirp4j: a verb and its words. */
public final class Slirp4j {
  private Slirp4j() {}

  /** Obeys the words from {@code first} on; returns the exit status. */
  public static int run(String[] words, int first) {
    String verb = first < words.length ? words[first] : "";
    try {
      return switch (verb) {
        case "run" -> {
          RunOptions options = RunParser.parse(words, first + 1);
          yield options == null ? print("slirp4j.help") : Run.run(options);
        }
        case "demo" -> alone(words, first) ? Demo.run() : 1;
        case "daemon" -> {
          DaemonOptions options = DaemonParser.parse(words, first + 1);
          yield options == null ? print("slirp4j.help") : DaemonFace.run(options);
        }
        case "attach", "detach", "ps", "inspect", "expose", "unexpose", "ports", "events" ->
            ClientVerbs.run(verb, words, first + 1);
        case "top" -> {
          TopOptions options = TopParser.parse(words, first + 1);
          yield options == null ? print("slirp4j.help") : TopCommand.run(options, daemon());
        }
        case "capture" -> {
          CaptureOptions options = CaptureParser.parse(words, first + 1);
          yield options == null
              ? print("slirp4j.help")
              : CaptureCommand.run(options, daemon(), TopCommand.isTerminal());
        }
        case "bench" -> {
          BenchOptions options = BenchParser.parse(words, first + 1);
          yield options == null ? print("slirp4j.help") : Bench.run(options, words, first + 1);
        }
        case Bench.INSIDE_VERB -> BenchRun.run(words, first);
        case TrafficAgent.VERB -> TrafficAgent.run(words, first + 1);
        case "doctor" -> alone(words, first) ? Doctor.run() : 1;
        case DemoClient.VERB -> DemoClient.run(words, first + 1);
        case "help", "--help", "-h" -> print("slirp4j.help");
        case "version", "--version", "-v" -> print("slirp4j.version");
        case "" -> fail("a command is needed, such as run, daemon or ps (see slirp4j --help)");
        default -> fail("unknown command \"" + verb + "\" (see slirp4j --help)");
      };
    } catch (UsageException | IOException e) {
      return fail(String.valueOf(e.getMessage()));
    }
  }

  private static DaemonClient daemon() throws IOException {
    return new DaemonClient(RuntimeFolder.locate().apiSocket());
  }

  private static boolean alone(String[] words, int first) throws UsageException {
    if (words.length > first + 1) {
      throw new UsageException(
          words[first] + " takes no arguments, and \"" + words[first + 1] + "\" is one");
    }
    return true;
  }

  private static int print(String text) {
    Out.printText(text);
    return 0;
  }

  private static int fail(String message) {
    System.err.println(message.startsWith("slirp4j: ") ? message : "slirp4j: " + message);
    return 1;
  }
}
