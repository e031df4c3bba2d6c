package org.slirp4j.runtime.daemon.containers;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.forward.ForwardException;
import org.slirp4j.portfwd.forward.ForwardRule;
import org.slirp4j.portfwd.forward.Forwards;
import org.slirp4j.portfwd.forward.RuleText;
import org.slirp4j.portfwd.forward.SourceAddress;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.ControlException.Kind;
import org.slirp4j.runtime.control.RuleSpec;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.runtime.engine.EngineUnavailableException;

/** Rules at work: what clients call a rule, and what an engine does about it. */
final class Ports {
  private final Registry registry;

  Ports(Registry registry) {
    this.registry = registry;
  }

  /** Opens a rule's ports; returns the rule as it is now. */
  Rule open(Engine engine, Rule rule) throws ControlException {
    RuleSpec spec = rule.spec();
    ForwardRule wanted = null;
    try {
      wanted = RuleText.rule(spec.protocol(), spec.listen(), spec.target(), source(spec));
      ForwardRule asked = wanted;
      Forwards.Entry made =
          spec.reverse()
              ? engine.call(() -> engine.relays().reverse().add(asked, rule.source()))
              : engine.call(() -> engine.forwards().add(asked, rule.source()));
      return rule.working(
          actual(spec, made.rule()), new Rule.Work(made.id(), made.rule(), made.traffic()));
    } catch (ForwardException e) {
      throw refusal(e, spec.reverse() ? null : wanted);
    } catch (EngineUnavailableException e) {
      throw new ControlException(Kind.GONE, String.valueOf(e.getMessage()));
    }
  }

  private static SourceAddress source(RuleSpec spec) {
    if (spec.fast() == null) {
      return SourceAddress.DEFAULT;
    }
    return spec.fast() ? SourceAddress.FAST : SourceAddress.KEEP;
  }

  /** Returns the refusal for a text that is no rule or filter. */
  static ControlException refusal(ForwardException e) {
    return new ControlException(kind(e), String.valueOf(e.getMessage()));
  }

  /** Returns what was asked for with the port that the kernel has chosen, in canonical form. */
  private static RuleSpec actual(RuleSpec asked, ForwardRule made) {
    return new RuleSpec(
        asked.reverse(),
        asked.protocol(),
        made.listen().toString(),
        made.target().toString(),
        asked.fast());
  }

  private ControlException refusal(ForwardException e, @Nullable ForwardRule wanted) {
    String message = String.valueOf(e.getMessage());
    if (e.kind() == ForwardException.Kind.CONFLICT && wanted != null) {
      String holder = registry.holderOf(wanted);
      message = holder == null ? message : message + "; it is " + holder;
    }
    return new ControlException(kind(e), message);
  }

  private static Kind kind(ForwardException e) {
    return switch (e.kind()) {
      case INVALID -> Kind.INVALID;
      case CONFLICT -> Kind.CONFLICT;
      case FORBIDDEN -> Kind.FORBIDDEN;
      case UNAVAILABLE -> Kind.UNAVAILABLE;
    };
  }

  /** Closes a rule's ports. */
  static void close(Engine engine, Rule rule, boolean cut) {
    Rule.Work work = rule.work();
    if (work == null) {
      return;
    }
    try {
      if (rule.spec().reverse()) {
        engine.call(() -> engine.relays().reverse().remove(work.number(), cut));
      } else {
        engine.call(() -> engine.forwards().remove(work.number(), cut));
      }
    } catch (ForwardException | EngineUnavailableException e) {
      // The engine has ended, and its ports with it.
    }
  }
}
