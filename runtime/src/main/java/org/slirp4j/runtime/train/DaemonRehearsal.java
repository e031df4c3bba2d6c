package org.slirp4j.runtime.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slirp4j.runtime.cli.UsageException;
import org.slirp4j.runtime.client.ClientVerbs;
import org.slirp4j.runtime.daemon.Daemon;
import org.slirp4j.runtime.daemon.DaemonContext;
import org.slirp4j.runtime.daemon.DaemonPart;
import org.slirp4j.runtime.daemon.RuntimeFolder;
import org.slirp4j.runtime.daemon.events.DaemonLog;
import org.slirp4j.runtime.http.HttpPart;
import org.slirp4j.tapdev.NamespaceProcess;

/** A daemon with a container, and the verbs that ask it: so that {@code slirp4j ps} starts fast. */
final class DaemonRehearsal {
  private DaemonRehearsal() {}

  static void run() throws IOException, UsageException {
    Path folder = Files.createTempDirectory("slirp4j-train");
    DaemonLog log = new DaemonLog(true);
    RuntimeFolder files = new RuntimeFolder(folder).make();
    try (NamespaceProcess container =
            NamespaceProcess.start(List.of("true"), new NamespaceProcess.Options(null));
        Daemon daemon = new Daemon(log)) {
      DaemonPart.Running http = new HttpPart().start(new DaemonContext(daemon, files, -1, log));
      ask(files.apiSocket(), container.pid());
      http.stop();
    } finally {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private static void ask(Path socket, int pid) throws IOException, UsageException {
    String[][] lines = {
      {"attach", "--name", "web", "--mtu", "1500", Integer.toString(pid)},
      {"expose", "web", "127.0.0.1:0:80"},
      {"ports"},
      {"ps"},
      {"ps", "--json"},
      {"inspect", "web"},
      {"detach", "--forget", "web"},
    };
    for (String[] line : lines) {
      ClientVerbs.ask(socket, line);
    }
  }
}
