package org.slirp4j.runtime.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process in a namespace that opens many TCP connections to an echo server and leaves them open:
 * {@code open N} of each echoed a byte, {@code refused N}, {@code failed N} for other reasons.
 */
public final class Clients implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;

  private final Process process;
  private final BufferedReader out;

  private Clients(Process process) {
    this.process = process;
    this.out = process.inputReader(US_ASCII);
  }

  /** Starts a process that opens none yet. */
  public static Clients start(Namespace namespace, String address, int port) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new Clients(
        namespace.start(
            java.toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            classes().toString(),
            Clients.class.getName(),
            address,
            Integer.toString(port)));
  }

  /** What became of attempts to connect. */
  public record Result(int open, int refused, int failed) {}

  /** Opens so many more. */
  public Result open(int count) throws IOException {
    String[] numbers = ask("open " + count).split(" ", -1);
    return new Result(
        Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));
  }

  /** Returns how many of those that are open still echo a byte. */
  public int echoing() throws IOException {
    return Integer.parseInt(ask("check"));
  }

  /** Closes all. */
  public void closeAll() throws IOException {
    ask("close");
  }

  /** Ends the process, so that the kernel resets all at once. */
  public void die() throws IOException {
    say("die");
    process.onExit().join();
  }

  private void say(String command) throws IOException {
    process.outputWriter(US_ASCII).append(command).append('\n').flush();
  }

  private String ask(String command) throws IOException {
    say(command);
    String line = out.readLine();
    if (line == null) {
      throw new IOException(new String(process.getErrorStream().readAllBytes(), US_ASCII));
    }
    return line;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static Path classes() {
    try {
      return Path.of(Clients.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Obeys; the arguments are an address and a port. */
  public static void main(String[] arguments) throws IOException {
    InetSocketAddress to = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
    List<Socket> open = new ArrayList<>();
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "open" -> System.out.println(open(to, Integer.parseInt(words[1]), open));
        case "check" -> System.out.println(open.stream().filter(Clients::echoes).count());
        case "die" -> {
          for (Socket socket : open) {
            socket.setSoLinger(true, 0);
          }
          Runtime.getRuntime().halt(0);
        }
        default -> {
          for (Socket socket : open) {
            socket.close();
          }
          open.clear();
          System.out.println("closed");
        }
      }
    }
  }

  private static String open(InetSocketAddress to, int count, List<Socket> open)
      throws IOException {
    int before = open.size();
    int refused = 0;
    int failed = 0;
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket();
      try {
        socket.connect(to, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        if (echoes(socket)) {
          open.add(socket);
          continue;
        }
        failed++;
      } catch (ConnectException e) {
        refused++;
      } catch (IOException e) {
        failed++;
      }
      socket.close();
    }
    return open.size() - before + " " + refused + " " + failed;
  }

  private static boolean echoes(Socket socket) {
    try {
      socket.getOutputStream().write('x');
      return socket.getInputStream().read() == 'x';
    } catch (IOException e) {
      return false;
    }
  }
}
