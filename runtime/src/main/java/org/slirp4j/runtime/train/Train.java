package org.slirp4j.runtime.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slirp4j.runtime.cli.Slirp4netnsOptions;
import org.slirp4j.runtime.cli.Slirp4netnsParser;
import org.slirp4j.runtime.cli.UsageException;
import org.slirp4j.runtime.demo.Demo;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.runtime.netns.Slirp4netns;
import org.slirp4j.runtime.sandbox.Confinement;
import org.slirp4j.tapdev.NamespaceProcess;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;

/**
 * Runs slirp4netns's start, and traffic of every kind through a namespace of its own. Where none
 * can be made, it says so and runs the protocol machine on a few frames that it makes itself.
 */
public final class Train {
  private static final int STREAM_MILLIS = 700;

  /** MTUs of podman and RootlessKit, and slirp4netns's default. */
  private static final int[] MTUS = {65_520, 1500};

  private Train() {}

  /** Trains; ends the process in the orderly way, which is when the cache is written. */
  public static int run() {
    int status = 0;
    SyntheticClient.run();
    try {
      start();
      for (int mtu : MTUS) {
        status |= Demo.traffic(mtu, STREAM_MILLIS);
      }
    } catch (SystemCallException e) {
      System.err.println("trained without a namespace, starts will be slower: " + e.getMessage());
      SyntheticGuest.run();
    } catch (IOException | UsageException e) {
      throw new IllegalStateException(e);
    }
    if (status != 0) {
      System.err.println("the training's traffic did not all arrive");
    }
    System.exit(status);
    return status;
  }

  /** What slirp4netns does until its ready byte, and at its end. */
  private static void start() throws IOException, UsageException {
    Path folder = Files.createTempDirectory("slirp4j-train");
    Path api = folder.resolve("api");
    try (NamespaceProcess process =
            NamespaceProcess.start(List.of("true"), new NamespaceProcess.Options(null));
        NativeBlock ends = new NativeBlock(2 * Integer.BYTES)) {
      if (FileCalls.pipe2(ends.address(), FileCalls.O_CLOEXEC) != 0) {
        throw SystemCallException.last("pipe2", "of the training run", "");
      }
      int exitEnd = ends.getInt(0);
      int readyEnd = ends.getInt(Integer.BYTES);
      String[] words = {
        "-c",
        "--mtu=65520",
        "--enable-ipv6",
        "--exit-fd=" + exitEnd,
        "-r",
        Integer.toString(readyEnd),
        "--cidr",
        "10.0.2.0/24",
        "--api-socket=" + api,
        Integer.toString(process.pid()),
        "tap0"
      };
      if (Slirp4netnsParser.parse(words, 0) instanceof Slirp4netnsOptions options) {
        Engine engine = Slirp4netns.connect(options, new NoEnd());
        Forwarding.run(api);
        engine.stop();
        Confinement.rehearse();
      }
    } finally {
      Files.delete(folder);
    }
  }

  /** Goes on when the container has ended. */
  private static final class NoEnd extends Slirp4netns.End {
    @Override
    protected void over() {
      // the training ends by itself
    }
  }
}
