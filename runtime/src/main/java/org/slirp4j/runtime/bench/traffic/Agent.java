package org.slirp4j.runtime.bench.traffic;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link TrafficAgent} of the benchmark's, somewhere in a namespace. */
public final class Agent implements AutoCloseable {
  /** More than the longest command takes beyond what it was told to. */
  private static final int PATIENCE_SECONDS = 40;

  private static final String END = "";

  private static final int MAX_LINE = 4_096;

  /** One command is under way at a time. */
  private static final int MAX_ANSWERS = 16;

  /**
   * What an agent has received.
   *
   * @param nanos the agent's clock
   * @param bytes of TCP streams
   */
  public record Count(long nanos, long bytes) {}

  private final Process process;
  private final BufferedWriter commands;
  private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>(MAX_ANSWERS);
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
            String line = answer(reader);
            while (line != null && answers.offer(line)) {
              line = answer(reader);
            }
          } finally {
            if (!answers.offer(END)) {
              answers.clear();
              answers.add(END);
            }
          }
        });
    try {
      this.pid = first(values(await("start", 0)));
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /**
   * Returns the next answer, or null at the end. What starts an agent may speak on the same pipe:
   * that is no answer, and a line longer than an agent's is the end.
   */
  private static @Nullable String answer(Reader reader) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = reader.read(); c >= 0 && line.length() < MAX_LINE; c = reader.read()) {
      if (c != '\n') {
        line.append((char) c);
      } else if (line.indexOf(TrafficAgent.DONE) == 0 || line.indexOf(TrafficAgent.FAILED) == 0) {
        return line.toString();
      } else {
        line.setLength(0);
      }
    }
    return null;
  }

  private static long first(long[] values) throws IOException {
    if (values.length == 0) {
      throw new IOException("the traffic generator did not tell its process id");
    }
    return values[0];
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

  private static long[] values(String answer) throws IOException {
    String[] words = answer.split(" ", -1);
    long[] values = new long[words.length - 1];
    for (int i = 0; i < values.length; i++) {
      try {
        values[i] = Long.parseLong(words[i + 1]);
      } catch (NumberFormatException e) {
        throw new IOException("the traffic generator said \"" + answer + "\"", e);
      }
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
    return new Count(values[0], values[1]);
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
      if (!answer.startsWith(TrafficAgent.DONE)) {
        throw new IOException(List.of(command.split(" ", 2)).getFirst() + ": " + answer);
      }
      return answer;
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  /** Ends the agent; its ports are free then. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      boolean _ = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
