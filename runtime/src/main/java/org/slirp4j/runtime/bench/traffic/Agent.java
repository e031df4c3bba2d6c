package org.slirp4j.runtime.bench.traffic;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link TrafficAgent} of the benchmark's, somewhere in a namespace. */
public final class Agent implements AutoCloseable {
  /** More than the longest command takes beyond what it was told to. */
  private static final int PATIENCE_SECONDS = 30;

  private static final String END = "";

  /**
   * What an agent has received.
   *
   * @param nanos the agent's clock
   * @param bytes of TCP streams
   * @param datagrams by the counting socket
   * @param segments bytes of datagrams that came many at once
   */
  public record Count(long nanos, long bytes, long datagrams, long segments) {}

  private final Process process;
  private final BufferedWriter commands;
  private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final long pid;
  private volatile boolean givenUp;

  /** Takes over a process that is, or becomes, an agent; waits until it serves. */
  public Agent(Process process) throws IOException {
    this.process = process;
    this.commands = process.outputWriter();
    BufferedReader reader = process.inputReader();
    Threads.start(
        "answers",
        () -> {
          try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
              answers.add(line);
            }
          } finally {
            answers.add(END);
          }
        });
    try {
      this.pid = values(await("start", 0))[0];
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Returns the agent's process, which lives in its namespaces. */
  public long pid() {
    return pid;
  }

  /** Returns whether it still obeys. */
  public boolean isAlive() {
    return !givenUp && process.isAlive();
  }

  /**
   * Lets the agent do something.
   *
   * @param millis how long it is told to do it
   * @return the answer's values
   * @throws IOException when it could not be done
   */
  public long[] run(String command, int millis) throws IOException {
    commands.write(command + "\n");
    commands.flush();
    return values(await(command, millis));
  }

  private static long[] values(String answer) {
    String[] words = answer.split(" ", -1);
    long[] values = new long[words.length - 1];
    for (int i = 0; i < values.length; i++) {
      values[i] = Long.parseLong(words[i + 1]);
    }
    return values;
  }

  /** Lets the agent do something at once. */
  public void run(String command) throws IOException {
    long[] _ = run(command, 0);
  }

  /** Returns what has been received so far. */
  public Count count() throws IOException {
    long[] values = run("count", 0);
    return new Count(values[0], values[1], values[2], values[3]);
  }

  /** Returns the words for an address. */
  public static String words(InetSocketAddress to) {
    return to.getAddress().getHostAddress() + " " + to.getPort();
  }

  private String await(String command, int millis) throws IOException {
    try {
      long patience = millis + TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS);
      String answer = answers.poll(patience, TimeUnit.MILLISECONDS);
      if (answer == null) {
        givenUp = true;
        process.destroyForcibly();
        throw new IOException("no answer to \"" + command + "\" within " + patience + " ms");
      }
      if (answer.equals(END)) {
        answers.add(END);
        throw new IOException("the traffic generator has ended at \"" + command + "\"");
      }
      if (!answer.startsWith("ok")) {
        throw new IOException(List.of(command.split(" ", 2)).getFirst() + ": " + answer);
      }
      return answer;
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  /** Ends the agent. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
