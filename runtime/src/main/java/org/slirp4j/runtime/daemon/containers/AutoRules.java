package org.slirp4j.runtime.daemon.containers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.auto.AutoFilter;
import org.slirp4j.portfwd.auto.AutoForwards;
import org.slirp4j.portfwd.auto.AutoRule;
import org.slirp4j.portfwd.forward.ForwardException;
import org.slirp4j.portfwd.forward.Forwards;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.ControlException.Kind;
import org.slirp4j.runtime.control.RuleSpec;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.runtime.engine.EngineUnavailableException;

/**
 * Rules that come and go by themselves, as containers begin to listen and cease to. Their engines
 * make them; here they get numbers, and are listed with the others. They are never on disk.
 */
final class AutoRules {
  private final Disk disk;
  private final RuleBook rules;
  private final Workers workers;

  AutoRules(Disk disk, RuleBook rules, Workers workers) {
    this.disk = disk;
    this.rules = rules;
    this.workers = workers;
  }

  /** Returns the filter of a container's settings, or null for none. */
  static @Nullable AutoFilter filter(Settings settings) throws ControlException {
    try {
      return settings.auto() == null ? null : AutoFilter.parse(settings.auto());
    } catch (ForwardException e) {
      throw Ports.refusal(e);
    }
  }

  /**
   * Begins, or goes on by another filter, or ends when there is none.
   *
   * @param id the attaching's number
   */
  void apply(Container container, long id, Engine engine, Settings settings)
      throws ControlException {
    AutoFilter filter = filter(settings);
    try {
      engine.call(() -> {
        if (filter == null) {
          engine.relays().stopAuto();
        } else {
          engine.relays().startAuto(filter, new Listener(container, id, engine));
        }
        return engine;
      });
    } catch (ForwardException e) {
      throw Ports.refusal(e);
    } catch (EngineUnavailableException e) {
      throw new ControlException(Kind.GONE, String.valueOf(e.getMessage()));
    }
  }

  /** Hears of changes on the engine's thread, and hands them on in their order. */
  private final class Listener implements AutoForwards.Listener {
    private final Container container;
    private final long id;
    private final Engine engine;

    Listener(Container container, long id, Engine engine) {
      this.container = container;
      this.id = id;
      this.engine = engine;
    }

    @Override
    public void onAdded(AutoRule rule) {
      Rule.Work work = null;
      for (Forwards.Entry each : engine.forwards().entries()) {
        if (each.id() == rule.id()) {
          work = new Rule.Work(each.id(), each.rule(), each.traffic());
        }
      }
      Rule.Work found = work;
      if (found != null) {
        later(() -> put("rule.added", rule, found));
      }
    }

    @Override
    public void onRemoved(AutoRule rule) {
      later(() -> remove(rule));
    }

    @Override
    public void onProblem(AutoRule rule) {
      later(() -> put("rule.failed", rule, null));
    }

    private void later(Runnable task) {
      workers.inOrder(() -> {
        synchronized (container) {
          Attached present = container.attached;
          if (present != null && present.id() == id) {
            task.run();
          }
        }
      });
    }

    private void put(String event, AutoRule auto, Rule.@Nullable Work work) {
      try {
        Rule former = take(auto);
        long number = former == null ? disk.nextRule() : former.id();
        Rule rule =
            new Rule(number, AutoForwards.SOURCE, spec(auto), false, true, work, auto.problem());
        List<Rule> changed = new ArrayList<>(container.rules);
        changed.add(rule);
        container.rules = List.copyOf(changed);
        Map<String, String> more =
            auto.problem() == null ? Map.of() : Map.of("problem", auto.problem());
        rules.tell(event, container, rule, more);
      } catch (ControlException e) {
        // No number is to be had: it works, and is not listed.
      }
    }

    private void remove(AutoRule auto) {
      Rule former = take(auto);
      if (former != null) {
        rules.tell("rule.removed", container, former, Map.of());
      }
    }

    /** Takes the rule off the list that stands for the same port. */
    private @Nullable Rule take(AutoRule auto) {
      RuleSpec spec = spec(auto);
      for (Rule each : container.rules) {
        if (each.automatic() && each.spec().equals(spec)) {
          List<Rule> changed = new ArrayList<>(container.rules);
          changed.remove(each);
          container.rules = List.copyOf(changed);
          return each;
        }
      }
      return null;
    }

    private static RuleSpec spec(AutoRule auto) {
      return new RuleSpec(
          false,
          auto.rule().protocol().toString(),
          auto.rule().listen().toString(),
          auto.rule().target().toString(),
          null);
    }
  }
}
