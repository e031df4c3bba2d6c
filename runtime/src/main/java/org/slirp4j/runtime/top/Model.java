package org.slirp4j.runtime.top;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.client.RefusedException;

/** What the daemon has told, this time and the time before: rates are the difference. */
final class Model {
  /** Flows that are asked for: many screens full. */
  private static final int MAX_FLOWS = 1_000;

  /** Where numbers come from. */
  interface Source {
    /** Returns what the daemon answers to GET. */
    JsonObject get(String path) throws IOException;
  }

  private final Source source;
  private final @Nullable String wanted;
  private Map<String, JsonObject> containersBefore = new HashMap<>();
  private Map<Long, JsonObject> flowsBefore = new HashMap<>();
  private List<ContainerRow> containers = List.of();
  private List<FlowRow> flows = List.of();
  private long totalFlows;
  private @Nullable String chosen;
  private Order order = Order.OUT;
  private int moved;
  private boolean pinned;
  private boolean waiting;

  /**
   * Makes a model that knows nothing yet.
   *
   * @param wanted the container whose flows are shown, or null for the busiest
   */
  Model(Source source, @Nullable String wanted) {
    this.source = source;
    this.wanted = wanted;
    this.chosen = wanted;
    this.pinned = wanted != null;
    this.waiting = wanted != null;
  }

  /**
   * Asks the daemon for the first time.
   *
   * @throws IOException when it is not there, or knows nothing of the container that is wanted
   */
  void begin() throws IOException {
    if (wanted != null) {
      source.get("/api/v1/containers/" + encoded(wanted) + "/stats");
    }
    refresh();
  }

  /** Asks the daemon again. */
  void refresh() throws IOException {
    Map<String, JsonObject> now = new HashMap<>();
    List<ContainerRow> rows = new ArrayList<>();
    for (JsonElement each : source.get("/api/v1/stats").getAsJsonArray("containers")) {
      JsonObject stats = each.getAsJsonObject();
      String name = stats.get("name").getAsString();
      rows.add(ContainerRow.of(stats, containersBefore.get(name)));
      now.put(name, stats);
    }
    containersBefore = now;
    rows.sort(order.containers());
    containers = rows;
    choose();
    refreshFlows();
  }

  /**
   * Keeps to the container that was chosen while it is there, and takes the first one otherwise;
   * one that was wanted from the begin is waited for.
   */
  private void choose() {
    List<String> names = containers.stream().map(ContainerRow::name).toList();
    int at = pinned ? names.indexOf(chosen) : 0;
    if (moved != 0) {
      at = Math.clamp((long) Math.max(at, 0) + moved, 0, Math.max(names.size() - 1, 0));
      pinned = true;
      waiting = false;
    } else if (at < 0 && !waiting) {
      at = 0;
      pinned = false;
    }
    moved = 0;
    String next = at < 0 ? chosen : names.isEmpty() ? null : names.get(at);
    if (next == null || !next.equals(chosen)) {
      flowsBefore = new HashMap<>();
    }
    chosen = next;
  }

  private void refreshFlows() throws IOException {
    List<FlowRow> rows = new ArrayList<>();
    Map<Long, JsonObject> now = new HashMap<>();
    JsonObject told = chosenFlows();
    totalFlows = 0;
    if (told != null) {
      totalFlows = told.get("total").getAsLong();
      for (JsonElement each : told.getAsJsonArray("flows")) {
        JsonObject flow = each.getAsJsonObject();
        long id = flow.get("id").getAsLong();
        rows.add(FlowRow.of(flow, flowsBefore.get(id)));
        now.put(id, flow);
      }
    }
    rows.sort(order.flows());
    flowsBefore = now;
    flows = rows;
  }

  /** Returns what is told of the chosen container's flows, or null when it is not there. */
  private @Nullable JsonObject chosenFlows() throws IOException {
    String name = chosen;
    if (name == null || !containersBefore.containsKey(name)) {
      return null;
    }
    try {
      return source.get("/api/v1/containers/" + encoded(name) + "/flows?limit=" + MAX_FLOWS);
    } catch (RefusedException e) {
      if (e.isGone()) {
        return null; // since it was counted
      }
      throw e;
    }
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Sorts by something else from now on. */
  void order(Order next) {
    order = next;
    containers = containers.stream().sorted(next.containers()).toList();
    flows = flows.stream().sorted(next.flows()).toList();
  }

  /** Chooses the container some rows further down at the next refresh, and keeps to it. */
  void move(int rows) {
    moved += rows;
  }

  Order order() {
    return order;
  }

  List<ContainerRow> containers() {
    return containers;
  }

  List<FlowRow> flows() {
    return flows;
  }

  long totalFlows() {
    return totalFlows;
  }

  @Nullable String chosen() {
    return chosen;
  }
}
