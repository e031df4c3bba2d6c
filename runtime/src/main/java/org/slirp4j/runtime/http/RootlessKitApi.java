package org.slirp4j.runtime.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.RuleInfo;
import org.slirp4j.runtime.control.RuleSpec;

/**
 * RootlessKit's API 1.1.1, as {@code rootlessctl}, Docker's and nerdctl's port helpers speak it.
 *
 * <p>An id is that of a rule. A rule of several ports is listed once for each, and goes as a whole;
 * rules that this API has no words for (unix sockets, from inside out) and those that do not work
 * at the moment are not listed. Errors are 400 with a {@code message}, as the clients expect.
 *
 * <p>{@code parentIP} 0.0.0.0 is all of IPv4; nothing is all of both families, or of the one that
 * {@code tcp4}, {@code tcp6}, {@code udp4} or {@code udp6} names.
 */
final class RootlessKitApi {
  private static final String SOURCE = "rootlesskit";
  private static final String API_VERSION = "1.1.1";
  private static final Set<String> PROTOCOLS = Set.of("tcp", "tcp4", "tcp6", "udp", "udp4", "udp6");

  private final Control control;
  private final Path stateFolder;

  private RootlessKitApi(Control control, Path stateFolder) {
    this.control = control;
    this.stateFolder = stateFolder;
  }

  static List<Route> routes(Control control, Path stateFolder) {
    RootlessKitApi api = new RootlessKitApi(control, stateFolder);
    return List.of(
        new Route("GET", "/v1/info", told(api::info)),
        new Route("GET", "/v1/ports", told(api::list)),
        new Route("POST", "/v1/ports", told(api::add)),
        new Route("DELETE", "/v1/ports/{id}", told(api::remove)));
  }

  private static Handler told(Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (ControlException e) {
        JsonObject error = new JsonObject();
        error.addProperty("message", e.getMessage());
        return Reply.json(400, error);
      }
    };
  }

  private Reply info(Request request) throws ControlException {
    ContainerInfo container = Scope.of(control, request);
    JsonObject network = new JsonObject();
    network.addProperty("driver", "slirp4j");
    network.add("dns", texts(container.dns()));
    network.addProperty(
        "childIP", container.addresses().isEmpty() ? "" : container.addresses().getFirst());
    network.addProperty("dynamicChildIP", false);
    JsonObject port = new JsonObject();
    port.addProperty("driver", "slirp4j");
    port.add("protos", texts(PROTOCOLS.stream().sorted().toList()));
    port.addProperty("disallowLoopbackChildIP", false);
    JsonObject info = new JsonObject();
    info.addProperty("apiVersion", API_VERSION);
    info.addProperty("version", VersionApi.version());
    info.addProperty("stateDir", stateFolder.toString());
    info.addProperty("childPID", container.pid());
    info.add("networkDriver", network);
    info.add("portDriver", port);
    return Reply.json(200, info);
  }

  private static JsonArray texts(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  private Reply list(Request request) throws ControlException {
    JsonArray all = new JsonArray();
    for (SinglePort port : SinglePort.of(control.rules(Scope.of(control, request).name()))) {
      all.add(status(port, port.rule().rule().protocol()));
    }
    return Reply.json(200, all);
  }

  private static JsonObject status(SinglePort port, String protocol) {
    JsonObject spec = new JsonObject();
    spec.addProperty("proto", protocol);
    spec.addProperty("parentIP", port.listenAddress());
    spec.addProperty("parentPort", port.listenPort());
    if (!port.targetAddress().isEmpty()) {
      spec.addProperty("childIP", port.targetAddress());
    }
    spec.addProperty("childPort", port.targetPort());
    JsonObject status = new JsonObject();
    status.addProperty("id", port.rule().id());
    status.add("spec", spec);
    return status;
  }

  private Reply add(Request request) throws ControlException {
    Fields fields = Fields.of(request.body());
    String protocol = fields.text("proto");
    if (!PROTOCOLS.contains(protocol)) {
      throw Fields.invalid(
          "proto is tcp, tcp4, tcp6, udp, udp4 or udp6, not " + Texts.shown(protocol));
    }
    String parent = place(fields, "parentIP", "parentPort", protocol);
    String child = place(fields, "childIP", "childPort", protocol.substring(0, 3));
    String container = Scope.of(control, request).name();
    RuleSpec spec = new RuleSpec(false, protocol.substring(0, 3), parent, child, null);
    RuleInfo rule = control.expose(container, spec, SOURCE, true);
    List<SinglePort> ports = SinglePort.of(List.of(rule));
    if (ports.isEmpty()) {
      throw new ControlException(
          ControlException.Kind.UNAVAILABLE,
          "rule " + rule.id() + " waits: " + (rule.problem() == null ? "" : rule.problem()));
    }
    return Reply.json(201, status(ports.getFirst(), protocol));
  }

  /** Returns where clients come or are led, as rules write it. */
  private static String place(Fields fields, String address, String port, String protocol)
      throws ControlException {
    int number = fields.number(port, -1);
    if (number < 0) {
      throw Fields.invalid(port + " is missing");
    }
    String ip = fields.textOrNull(address);
    if (ip == null || ip.isEmpty()) {
      ip = protocol.endsWith("4") ? "0.0.0.0" : protocol.endsWith("6") ? "::" : "";
    }
    boolean v6 = ip.indexOf(':') >= 0;
    if (!ip.isEmpty() && !v6 && !Character.isDigit(ip.charAt(0))) {
      throw Fields.invalid(address + " is to be an IP address, not " + Texts.shown(ip));
    }
    if ((protocol.endsWith("4") && v6) || (protocol.endsWith("6") && !v6)) {
      throw Fields.invalid(address + " " + ip + " is not of the family of " + protocol);
    }
    return ip.isEmpty() ? Integer.toString(number) : SinglePort.joined(ip, number);
  }

  private Reply remove(Request request) throws ControlException {
    long id = RulesApi.id(request.parameter("id"));
    String container = Scope.of(control, request).name();
    if (control.rules(container).stream().noneMatch(rule -> rule.id() == id)) {
      throw new ControlException(
          ControlException.Kind.NOT_FOUND, container + " has no port with the id " + id);
    }
    control.unexpose(id, false);
    return new Reply.Whole(200, "", "", Map.of());
  }
}
