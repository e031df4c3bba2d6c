package org.slirp4j.runtime.http;

import com.google.gson.JsonObject;
import org.slirp4j.portfwd.forward.ForwardException;
import org.slirp4j.portfwd.forward.ForwardRule;
import org.slirp4j.portfwd.forward.RuleText;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.RuleInfo;
import org.slirp4j.runtime.control.RuleSpec;

/** Rules in the own API's JSON. What is null is left out. */
final class RuleJson {
  private RuleJson() {}

  static JsonObject of(RuleInfo info) {
    RuleSpec rule = info.rule();
    JsonObject object = new JsonObject();
    object.addProperty("id", info.id());
    object.addProperty("container", info.container());
    object.addProperty("source", info.source());
    object.addProperty("rule", word(rule));
    object.addProperty("reverse", rule.reverse());
    object.addProperty("protocol", rule.protocol());
    object.addProperty("listen", rule.listen());
    object.addProperty("target", rule.target());
    Boolean fast = rule.fast();
    if (fast != null) {
      object.addProperty("sourceAddress", ContainerJson.sourceAddress(fast));
    }
    object.addProperty("active", info.active());
    if (info.problem() != null) {
      object.addProperty("problem", info.problem());
    }
    object.addProperty("lasting", info.lasting());
    object.addProperty("connections", info.connections());
    object.addProperty("open", info.open());
    object.addProperty("bytesIn", info.bytesIn());
    object.addProperty("bytesOut", info.bytesOut());
    return object;
  }

  /** Returns a rule as one word: {@code 127.0.0.1:8080:80/tcp}. */
  static String word(RuleSpec rule) {
    String places = rule.listen() + ":" + rule.target();
    return rule.target().startsWith("unix:") ? places : places + "/" + rule.protocol();
  }

  /** Returns the canonical form of a rule as one word. */
  static String word(String text) throws ControlException {
    try {
      return RuleText.word(text).toString();
    } catch (ForwardException e) {
      throw Fields.invalid(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Reads a rule: either {@code rule}, one word, or {@code protocol} (TCP if nothing is said),
   * {@code listen} and {@code target}.
   */
  static RuleSpec spec(Fields fields) throws ControlException {
    boolean reverse = fields.flag("reverse", false);
    Boolean fast = ContainerJson.fast(fields);
    String word = fields.textOrNull("rule");
    if (word == null) {
      String protocol = fields.textOrNull("protocol");
      return new RuleSpec(
          reverse,
          protocol == null ? "tcp" : protocol,
          fields.text("listen"),
          fields.text("target"),
          fast);
    }
    try {
      ForwardRule rule = RuleText.word(word);
      return new RuleSpec(
          reverse,
          rule.protocol().toString(),
          rule.listen().toString(),
          rule.target().toString(),
          fast);
    } catch (ForwardException e) {
      throw Fields.invalid(String.valueOf(e.getMessage()));
    }
  }
}
