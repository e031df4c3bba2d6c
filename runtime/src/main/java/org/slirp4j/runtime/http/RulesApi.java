package org.slirp4j.runtime.http;

import com.google.gson.JsonArray;
import java.util.List;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.RuleInfo;
import org.slirp4j.runtime.control.RuleSpec;

/** The own API's rules. */
final class RulesApi {
  private static final String PATH = "/api/v1/rules";

  private final Control control;

  private RulesApi(Control control) {
    this.control = control;
  }

  static List<Route> routes(Control control) {
    RulesApi api = new RulesApi(control);
    return List.of(
        new Route("GET", PATH, api::list),
        new Route("POST", PATH, api::add),
        new Route("GET", PATH + "/{id}", api::get),
        new Route("DELETE", PATH + "/{id}", api::remove));
  }

  private Reply list(Request request) throws ControlException {
    String text = request.query().get("rule");
    String word = text == null ? null : RuleJson.word(text);
    JsonArray all = new JsonArray();
    for (RuleInfo each : control.rules(request.query().get("container"))) {
      if (word == null || word.equals(RuleJson.word(each.rule()))) {
        all.add(RuleJson.of(each));
      }
    }
    return Reply.json(200, all);
  }

  private Reply add(Request request) throws ControlException {
    Fields fields = Fields.of(request.body());
    String container = fields.text("container");
    RuleSpec rule = RuleJson.spec(fields);
    String source = ContainersApi.source(fields);
    boolean lasting = fields.flag("lasting", true);
    fields.end();
    return Reply.json(201, RuleJson.of(control.expose(container, rule, source, lasting)));
  }

  private Reply get(Request request) throws ControlException {
    return Reply.json(200, RuleJson.of(find(control, id(request.parameter("id")))));
  }

  private Reply remove(Request request) throws ControlException {
    control.unexpose(id(request.parameter("id")), request.flag("cut"));
    return Reply.empty(204);
  }

  static long id(String text) throws ControlException {
    try {
      if (!text.isEmpty() && Character.isDigit(text.charAt(0))) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw Fields.invalid(Texts.shown(text) + " is no rule's id: those are numbers");
  }

  private static RuleInfo find(Control control, long id) throws ControlException {
    for (RuleInfo each : control.rules(null)) {
      if (each.id() == id) {
        return each;
      }
    }
    throw new ControlException(ControlException.Kind.NOT_FOUND, "there is no rule " + id);
  }
}
