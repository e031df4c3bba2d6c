package org.slirp4j.runtime.daemon.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The state of the daemon, in memory and on disk alike. Changes come on any thread but an engine's:
 * they wait for the disk.
 */
public final class StateStore {
  /** Writes a state so that it outlives the machine's power, or throws and leaves the former. */
  public interface Writer {
    void write(SavedState state) throws IOException;
  }

  /** A change and what became of it: null, or why it could not be written. */
  private record Change(
      UnaryOperator<SavedState> operation, CompletableFuture<@Nullable IOException> outcome) {}

  private final Writer writer;
  private final Object writing = new Object();
  private final List<Change> waiting = new ArrayList<>();
  private volatile SavedState state;

  /**
   * Makes a store.
   *
   * @param state what is on disk
   */
  public StateStore(SavedState state, Writer writer) {
    this.state = state;
    this.writer = writer;
  }

  /** Returns what is on disk. */
  public SavedState state() {
    return state;
  }

  /**
   * Changes the state; it is on disk when this returns.
   *
   * @param operation makes the new state of the present one
   * @throws IOException when it could not be written; then nothing has changed
   */
  public void change(UnaryOperator<SavedState> operation) throws IOException {
    Change change = new Change(operation, new CompletableFuture<>());
    synchronized (waiting) {
      waiting.add(change);
    }
    synchronized (writing) {
      if (!change.outcome().isDone()) { // else who wrote before us has taken ours along
        writeWaiting();
      }
    }
    IOException failure = change.outcome().join();
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
  }

  private void writeWaiting() {
    List<Change> changes;
    synchronized (waiting) {
      changes = List.copyOf(waiting);
      waiting.clear();
    }
    IOException failure = null;
    try {
      write(changes);
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException | Error e) { // no memory: those that wait are not to wait for ever
      failure = new IOException("internal error: " + e, e);
    }
    for (Change each : changes) {
      each.outcome().complete(failure);
    }
  }

  private void write(List<Change> changes) throws IOException {
    SavedState changed = state;
    for (Change each : changes) {
      changed = each.operation().apply(changed);
    }
    if (!changed.equals(state)) {
      writer.write(changed);
      state = changed;
    }
  }
}
