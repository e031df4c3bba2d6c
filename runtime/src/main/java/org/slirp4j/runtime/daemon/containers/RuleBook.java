package org.slirp4j.runtime.daemon.containers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.ControlException.Kind;
import org.slirp4j.runtime.control.RuleInfo;
import org.slirp4j.runtime.control.RuleSpec;
import org.slirp4j.runtime.daemon.events.EventHub;

/**
 * The rules of all containers. A rule is at work first and then on disk when it comes, and off the
 * disk first when it goes: whatever fails between is undone, and nobody was answered.
 */
final class RuleBook {
  /** Most rules of a container. */
  static final int MAX_RULES = 4_096;

  private final Registry registry;
  private final Disk disk;
  private final Ports ports;
  private final EventHub events;

  RuleBook(Registry registry, Disk disk, EventHub events) {
    this.registry = registry;
    this.disk = disk;
    this.ports = new Ports(registry);
    this.events = events;
  }

  /** Adds a rule to a container that is attached; its lock is held. */
  RuleInfo add(Container container, RuleSpec spec, String source, boolean lasting)
      throws ControlException {
    Attached attached = container.attached;
    if (attached == null) {
      throw Failures.notAttached(container.name);
    }
    if (container.rules.size() >= MAX_RULES) {
      throw new ControlException(
          Kind.UNAVAILABLE,
          "container " + container.name + " has " + MAX_RULES + " rules already; remove some");
    }
    Rule wanted = new Rule(disk.nextRule(), source, spec, lasting, false, null, null);
    Rule rule = ports.open(attached.engine(), wanted);
    List<Rule> rules = new ArrayList<>(container.rules);
    rules.add(rule);
    try {
      put(container, rules, lasting);
    } catch (ControlException e) {
      close(container, rule, true);
      throw e;
    }
    tell("rule.added", container, rule, Map.of());
    return rule.info(container.name);
  }

  /**
   * Removes a rule.
   *
   * @param cut whether its connections are cut as well
   */
  void remove(long id, boolean cut) throws ControlException {
    Container container = registry.ownerOf(id);
    if (container == null) {
      throw unknown(id);
    }
    synchronized (container) {
      List<Rule> rules = new ArrayList<>(container.rules);
      Rule rule = find(rules, id);
      if (rule == null) {
        throw unknown(id); // somebody else was faster
      }
      if (rule.automatic()) {
        throw new ControlException(
            Kind.FORBIDDEN,
            "rule "
                + id
                + " is there because the container listens; leave its port out of the filter"
                + " of its automatic forwards");
      }
      rules.remove(rule);
      put(container, rules, rule.lasting());
      close(container, rule, cut);
      tell("rule.removed", container, rule, Map.of());
      registry.forgetIfEmpty(container);
    }
  }

  private static @Nullable Rule find(List<Rule> rules, long id) {
    for (Rule each : rules) {
      if (each.id() == id) {
        return each;
      }
    }
    return null;
  }

  private void put(Container container, List<Rule> rules, boolean onDisk) throws ControlException {
    if (onDisk) {
      disk.put(
          container.name, container.saved(container.attachment(), container.settings(), rules));
    }
    container.rules = List.copyOf(rules);
  }

  private static void close(Container container, Rule rule, boolean cut) {
    Attached attached = container.attached;
    if (attached != null) {
      Ports.close(attached.engine(), rule, cut);
    }
  }

  /** Sets a container's rules to work that is attached from now on; its lock is held. */
  List<Rule> open(Container container, Attached attached) {
    List<Rule> rules = new ArrayList<>();
    for (Rule each : container.rules) {
      rules.add(open(container, attached, each));
    }
    return List.copyOf(rules);
  }

  private Rule open(Container container, Attached attached, Rule rule) {
    try {
      return ports.open(attached.engine(), rule);
    } catch (ControlException e) {
      String problem = String.valueOf(e.getMessage());
      if (!problem.equals(rule.problem())) {
        tell("rule.failed", container, rule, Map.of("problem", problem));
      }
      return rule.resting(problem);
    }
  }

  /** Tries once more what does not work. The container's lock is held. */
  void retry(Container container, Attached attached) {
    List<Rule> rules = new ArrayList<>();
    for (Rule each : container.rules) {
      boolean isIdle = each.work() == null && !each.automatic();
      Rule now = isIdle ? open(container, attached, each) : each;
      if (now.work() != null && each.work() == null) {
        tell("rule.added", container, now, Map.of());
      }
      rules.add(now);
    }
    container.rules = List.copyOf(rules);
  }

  /** Tells of a rule; its container's lock is held. */
  void tell(String type, Container container, Rule rule, Map<String, String> more) {
    Map<String, String> details = new LinkedHashMap<>(more);
    details.put("id", Long.toString(rule.id()));
    details.put("source", rule.source());
    details.put("protocol", rule.spec().protocol());
    details.put("listen", rule.spec().listen());
    details.put("target", rule.spec().target());
    events.tell(type, container.name, details);
  }

  /** Returns what clients see of one container's rules, or of all. */
  List<RuleInfo> infos(@Nullable Container of) {
    List<RuleInfo> infos = new ArrayList<>();
    for (Container each : of == null ? registry.all() : List.of(of)) {
      for (Rule rule : each.rules) {
        infos.add(rule.info(each.name));
      }
    }
    return infos;
  }

  private static ControlException unknown(long id) {
    return new ControlException(Kind.NOT_FOUND, "there is no rule " + id);
  }
}
