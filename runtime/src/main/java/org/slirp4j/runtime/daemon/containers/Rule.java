package org.slirp4j.runtime.daemon.containers;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.forward.ForwardRule;
import org.slirp4j.portfwd.report.TrafficCounters;
import org.slirp4j.runtime.control.RuleInfo;
import org.slirp4j.runtime.control.RuleSpec;
import org.slirp4j.runtime.daemon.state.SavedRule;

/**
 * A rule of a container, at work or not.
 *
 * @param id its number, never used twice
 * @param source who asked for it
 * @param spec what leads where, with the port that the kernel has chosen
 * @param lasting whether it is on disk
 * @param automatic whether it is there because the container listens
 * @param work how it works now, or null when it does not
 * @param problem why it does not, or null
 */
record Rule(
    long id,
    String source,
    RuleSpec spec,
    boolean lasting,
    boolean automatic,
    @Nullable Work work,
    @Nullable String problem) {
  /**
   * A rule at work.
   *
   * @param number its number among the engine's
   * @param rule what leads where
   * @param traffic what it has carried; changes
   */
  record Work(int number, ForwardRule rule, TrafficCounters traffic) {}

  static Rule of(SavedRule saved) {
    return new Rule(saved.id(), saved.source(), saved.spec(), true, false, null, null);
  }

  SavedRule saved() {
    return new SavedRule(id, spec, source);
  }

  Rule working(RuleSpec actual, Work begun) {
    return new Rule(id, source, actual, lasting, automatic, begun, null);
  }

  Rule resting(@Nullable String why) {
    return new Rule(id, source, spec, lasting, automatic, null, why);
  }

  RuleInfo info(String container) {
    return new RuleInfo(
        id,
        container,
        source,
        spec,
        work != null,
        problem,
        lasting,
        work == null ? 0 : work.traffic().connections(),
        work == null ? 0 : work.traffic().open(),
        work == null ? 0 : work.traffic().bytesIn(),
        work == null ? 0 : work.traffic().bytesOut());
  }
}
