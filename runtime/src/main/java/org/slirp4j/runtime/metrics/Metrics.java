package org.slirp4j.runtime.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.internal.PlatformDependent;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.RuleInfo;
import org.slirp4j.runtime.engine.Insight;

/**
 * The daemon's meters, of all containers that are there when they are read.
 *
 * <p>{@link #scrape} looks first who has come and who has gone, so a container's meters live no
 * longer than the next reading, and {@link #forget} ends them at once. Counters are read where they
 * are counted, without any container's loop; rules are asked for by {@link Control#rules}.
 */
public final class Metrics {
  /** What is read by a client that understands it: OpenMetrics 1.0.0, section "Data formats". */
  public static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  /** What all others read: Prometheus's text format. */
  public static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  /** Most containers with meters of their own: some 200 series each. */
  static final int MAX_CONTAINERS = 256;

  /** Most rules with meters of their own: four series each. */
  static final int MAX_RULES = 2_048;

  private static final String CONTAINER = "container";

  /** Where engines are found. */
  interface Engines {
    /** Returns what there is to see of an attached container's engine. */
    Insight of(String container) throws ControlException;
  }

  private final Control control;
  private final Engines engines;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, EngineMeters> containers = new HashMap<>();
  private final Map<String, RuleMeters> rules = new LinkedHashMap<>(); // by their keys
  private long unlistedContainers;
  private long unlistedRules;
  private final Histograms connects =
      new Histograms("slirp4j_connect_seconds", "Time until a connection came about");
  private final Histograms lookups =
      new Histograms("slirp4j_dns_seconds", "Time until a name server had answered");
  private final Histograms turns =
      new Histograms("slirp4j_loop_turn_seconds", "How long the turns of a container's loop took");

  /**
   * Makes the meters of a daemon.
   *
   * @param control whom to ask for containers and rules
   * @param apiRequests counts the requests of all APIs
   */
  public Metrics(Control control, LongAdder apiRequests) {
    this(control, name -> control.engine(name).insight(), apiRequests);
  }

  Metrics(Control control, Engines engines, LongAdder apiRequests) {
    this.control = control;
    this.engines = engines;
    registry.getPrometheusRegistry().register(connects);
    registry.getPrometheusRegistry().register(lookups);
    registry.getPrometheusRegistry().register(turns);
    FunctionCounter.builder("slirp4j.api.requests", apiRequests, LongAdder::sum)
        .description("Requests on the daemon's API sockets")
        .register(registry);
    for (ContainerInfo.State state : ContainerInfo.State.values()) {
      Gauge.builder("slirp4j.containers", this, metrics -> metrics.count(state))
          .description("Containers that the daemon knows")
          .tag("state", EngineMeters.lower(state))
          .register(registry);
    }
    String unlisted =
        "Containers and rules without meters of their own, of which there are too many";
    Gauge.builder("slirp4j.unlisted", this, metrics -> metrics.unlistedContainers)
        .description(unlisted)
        .tag("what", "containers")
        .register(registry);
    Gauge.builder("slirp4j.unlisted", this, metrics -> metrics.unlistedRules)
        .description(unlisted)
        .tag("what", "rules")
        .register(registry);
    Runtime machine = Runtime.getRuntime();
    Gauge.builder("slirp4j.heap.used", machine, it -> it.totalMemory() - it.freeMemory())
        .description("Heap that holds something, garbage included")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("slirp4j.heap.bound", machine, Runtime::maxMemory)
        .description("Heap there may be")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("slirp4j.direct.used", PlatformDependent::usedDirectMemory)
        .description("Native memory of the control plane's buffers")
        .baseUnit("bytes")
        .register(registry);
  }

  /** Returns which of the two formats a request's {@code Accept} header asks for. */
  public static String contentType(String accept) {
    boolean takesText = accept.contains("text/plain") || accept.contains("text/html");
    return accept.contains("application/openmetrics-text") || !takesText ? OPEN_METRICS : TEXT;
  }

  /** Returns all meters as text of a format that {@link #contentType} returned. */
  public synchronized String scrape(String contentType) {
    refresh();
    return registry.scrape(contentType);
  }

  /** Forgets a container that has been detached. */
  public synchronized void forget(String container) {
    remove(container);
    rules
        .entrySet()
        .removeIf(entry -> {
          boolean gone = entry.getValue().container().equals(container);
          if (gone) {
            entry.getValue().remove();
          }
          return gone;
        });
  }

  private void refresh() {
    Set<String> attached = new LinkedHashSet<>();
    for (ContainerInfo container : control.containers()) {
      if (container.state() == ContainerInfo.State.ATTACHED) {
        attached.add(container.name());
      }
    }
    for (String name : List.copyOf(containers.keySet())) {
      if (!attached.contains(name)) {
        remove(name);
      }
    }
    for (String name : attached) {
      bind(name);
    }
    unlistedContainers = Math.max(attached.size() - containers.size(), 0);
    refreshRules();
  }

  /** Sees to it that a container's meters are those of its present engine. */
  private void bind(String name) {
    Insight insight;
    try {
      insight = engines.of(name);
    } catch (ControlException e) {
      remove(name); // it has gone meanwhile
      return;
    }
    EngineMeters bound = containers.get(name);
    if (bound != null && bound.insight().equals(insight)) {
      return;
    }
    remove(name);
    if (containers.size() >= MAX_CONTAINERS) {
      return;
    }
    containers.put(name, new EngineMeters(registry, insight, Tags.of(CONTAINER, name)));
    connects.add(Labels.of(CONTAINER, name, "to", "host"), insight.relays().connects());
    connects.add(Labels.of(CONTAINER, name, "to", CONTAINER), insight.relays().forwardConnects());
    lookups.add(Labels.of(CONTAINER, name), insight.relays().lookups());
    turns.add(Labels.of(CONTAINER, name), insight.turns());
  }

  private void remove(String name) {
    EngineMeters bound = containers.remove(name);
    if (bound != null) {
      bound.remove();
      connects.remove(name);
      lookups.remove(name);
      turns.remove(name);
    }
  }

  private void refreshRules() {
    List<RuleInfo> present;
    try {
      present = control.rules(null);
    } catch (ControlException e) {
      return; // the daemon is ending
    }
    Map<String, List<RuleInfo>> told = new LinkedHashMap<>();
    for (RuleInfo rule : present) {
      told.computeIfAbsent(RuleMeters.key(rule), key -> new ArrayList<>()).add(rule);
    }
    rules
        .entrySet()
        .removeIf(each -> {
          RuleMeters meters = each.getValue();
          boolean lasts = meters.isAutomatic() && containers.containsKey(meters.container());
          boolean gone = !told.containsKey(each.getKey()) && !lasts;
          if (gone) {
            meters.remove();
          }
          return gone;
        });
    told.forEach((key, these) -> {
      if (rules.size() < MAX_RULES || rules.containsKey(key)) {
        rules.computeIfAbsent(key, any -> new RuleMeters(registry, these.getFirst())).update(these);
      }
    });
    rules.forEach((key, meters) -> {
      if (!told.containsKey(key)) {
        meters.update(List.of());
      }
    });
    unlistedRules = told.keySet().stream().filter(key -> !rules.containsKey(key)).count();
  }

  private long count(ContainerInfo.State state) {
    return control.containers().stream().filter(each -> each.state() == state).count();
  }
}
