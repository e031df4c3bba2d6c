package org.slirp4j.runtime.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import org.slirp4j.portfwd.forward.ForwardException;
import org.slirp4j.portfwd.forward.RuleText;
import org.slirp4j.portfwd.zone.Zone;
import org.slirp4j.portfwd.zone.Zones;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.RuleInfo;
import org.slirp4j.runtime.control.RuleSpec;
import org.slirp4j.tcpip.Counters;

/**
 * gvisor-tap-vsock's API, as podman machine's, lima's and crc's clients speak it.
 *
 * <p>Its faults are not repeated: it is out of the guest's reach, a path at which something lies is
 * refused rather than removed, IPv6 works, and what is exposed here has an id, an owner and a place
 * on disk like all rules. A failure is told as a line of plain text.
 *
 * <p>DNS zones are a container's own and end with it, as they end with gvproxy.
 *
 * <p>Not done, and told so: Windows' pipes and tunnels through SSH as what a unix socket leads to,
 * names by regular expressions (a container could make one expensive). A container has its link for
 * itself, so the switch's table and the leases have one entry: its own.
 */
final class GvproxyApi {
  private static final String SOURCE = "gvproxy";
  private static final String UNIX = "unix:";

  private final Control control;

  private GvproxyApi(Control control) {
    this.control = control;
  }

  static List<Route> routes(Control control) {
    GvproxyApi api = new GvproxyApi(control);
    return List.of(
        new Route("GET", "/services/forwarder/all", told(api::all)),
        new Route("POST", "/services/forwarder/expose", told(api::expose)),
        new Route("POST", "/services/forwarder/unexpose", told(api::unexpose)),
        new Route("GET", "/services/dns/all", told(api::zones)),
        new Route("POST", "/services/dns/add", told(api::addZone)),
        new Route("GET", "/services/dhcp/leases", told(api::leases)),
        new Route("GET", "/stats", told(api::stats)),
        new Route("GET", "/cam", told(api::cam)));
  }

  private static Handler told(Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (ControlException e) {
        return Reply.text(Problem.of(e).status(), e.getMessage() + "\n");
      }
    };
  }

  // ---- forwarder

  private Reply all(Request request) throws ControlException {
    ContainerInfo container = Scope.of(control, request);
    List<RuleInfo> rules = control.rules(container.name());
    JsonArray all = new JsonArray();
    for (SinglePort port : SinglePort.of(rules)) {
      all.add(
          entry(
              SinglePort.joined(port.listenAddress(), port.listenPort()),
              remote(container, port.targetAddress(), port.targetPort()),
              port.rule().rule().protocol()));
    }
    for (RuleInfo rule : rules) {
      RuleSpec spec = rule.rule();
      if (rule.active() && !spec.reverse() && spec.listen().startsWith(UNIX)) {
        all.add(entry(spec.listen().substring(UNIX.length()), "tcp://" + spec.target(), "unix"));
      }
    }
    return Reply.json(200, all);
  }

  private static String remote(ContainerInfo container, String address, int port) {
    String shown = address;
    if (address.isEmpty() && !container.addresses().isEmpty()) {
      shown = container.addresses().getFirst();
    }
    return SinglePort.joined(shown, port);
  }

  private static JsonObject entry(String local, String remote, String protocol) {
    JsonObject entry = new JsonObject();
    entry.addProperty("local", local);
    entry.addProperty("remote", remote);
    entry.addProperty("protocol", protocol);
    return entry;
  }

  private Reply expose(Request request) throws ControlException {
    Fields fields = Fields.of(request.body());
    String protocol = protocol(fields);
    String local = fields.text("local");
    String remote = fields.text("remote");
    String container = Scope.of(control, request).name();
    boolean unix = protocol.equals("unix");
    RuleSpec spec =
        new RuleSpec(
            false,
            unix ? "tcp" : protocol,
            unix ? UNIX + local : place(local),
            unix ? place(afterScheme(remote)) : place(remote),
            null);
    RuleInfo rule = control.expose(container, spec, SOURCE, true);
    if (!rule.active()) {
      throw new ControlException(
          ControlException.Kind.UNAVAILABLE, "rule " + rule.id() + " waits: " + rule.problem());
    }
    return Reply.empty(200);
  }

  private static String protocol(Fields fields) throws ControlException {
    String protocol = fields.textOrNull("protocol");
    if (protocol == null || protocol.isEmpty()) {
      return "tcp";
    }
    if (!List.of("tcp", "udp", "unix").contains(protocol)) {
      throw Fields.invalid("protocol is tcp, udp or unix, not " + Texts.shown(protocol));
    }
    return protocol;
  }

  /** Returns Go's {@code :80} and {@code localhost:80} as rules write them. */
  private static String place(String text) {
    if (text.startsWith(":")) {
      return text.substring(1);
    }
    String host = "localhost:";
    return text.startsWith(host) ? "127.0.0.1:" + text.substring(host.length()) : text;
  }

  private static String afterScheme(String remote) throws ControlException {
    String tcp = "tcp://";
    if (!remote.startsWith(tcp)) {
      throw Fields.invalid(
          "remote: a unix socket leads to tcp://ADDRESS:PORT here, not to " + Texts.shown(remote));
    }
    return remote.substring(tcp.length());
  }

  private Reply unexpose(Request request) throws ControlException {
    Fields fields = Fields.of(request.body());
    String protocol = protocol(fields);
    boolean unix = protocol.equals("unix");
    String local = fields.text("local");
    String listen = canonical(unix ? UNIX + local : place(local));
    for (RuleInfo rule : control.rules(Scope.of(control, request).name())) {
      RuleSpec spec = rule.rule();
      if (!spec.reverse()
          && spec.protocol().equals(unix ? "tcp" : protocol)
          && canonical(spec.listen()).equals(listen)) {
        control.unexpose(rule.id(), false);
        return Reply.empty(200);
      }
    }
    throw new ControlException(
        ControlException.Kind.NOT_FOUND,
        "nothing is exposed at " + Texts.shown(local) + "/" + protocol);
  }

  private static String canonical(String place) throws ControlException {
    try {
      return RuleText.place(place).toString();
    } catch (ForwardException e) {
      throw Fields.invalid(String.valueOf(e.getMessage()));
    }
  }

  // ---- DNS, DHCP, counters

  private Reply zones(Request request) throws ControlException {
    return Reply.json(200, ZoneJson.write(zonesOf(request).all()));
  }

  private Reply addZone(Request request) throws ControlException {
    if (!zonesOf(request).add(ZoneJson.read(Fields.of(request.body())))) {
      throw new ControlException(
          ControlException.Kind.UNAVAILABLE,
          "too many: a container has at most "
              + Zones.MAX_ZONES
              + " zones with "
              + Zone.MAX_HOSTS
              + " names each");
    }
    return Reply.empty(200);
  }

  private Zones zonesOf(Request request) throws ControlException {
    return control.engine(Scope.of(control, request).name()).zones();
  }

  /** Tells which link address has which IP address: those that the container was given. */
  private Reply leases(Request request) throws ControlException {
    ContainerInfo container = Scope.of(control, request);
    JsonObject leases = new JsonObject();
    if (!container.addresses().isEmpty()) {
      leases.addProperty(container.addresses().getFirst(), linkAddress(container));
    }
    return Reply.json(200, leases);
  }

  private String linkAddress(ContainerInfo container) throws ControlException {
    try {
      return control.engine(container.name()).macAddress().toString();
    } catch (IOException e) {
      throw new ControlException(ControlException.Kind.GONE, String.valueOf(e.getMessage()));
    }
  }

  /** Bytes of frames as the container's switch would count them: sent is what it got. */
  private Reply stats(Request request) throws ControlException {
    Counters counters = control.engine(Scope.of(control, request).name()).insight().stack();
    JsonObject stats = new JsonObject();
    stats.addProperty("BytesSent", counters.bytesOut());
    stats.addProperty("BytesReceived", counters.bytesIn());
    return Reply.json(200, stats);
  }

  /** Tells which link address is at which of the switch's ports: the container's id. */
  private Reply cam(Request request) throws ControlException {
    ContainerInfo container = Scope.of(control, request);
    JsonObject table = new JsonObject();
    table.addProperty(linkAddress(container), container.id());
    return Reply.json(200, table);
  }
}
