package org.slirp4j.runtime.http;

import com.google.gson.JsonArray;
import java.util.List;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.runtime.cli.UsageException;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.ContainerLimits;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.tapdev.MacAddress;

/** The own API's containers. */
final class ContainersApi {
  private static final String PATH = "/api/v1/containers";
  private static final int MAX_SOURCE = 32;

  private final Control control;
  private final Runnable onChange;

  private ContainersApi(Control control, Runnable onChange) {
    this.control = control;
    this.onChange = onChange;
  }

  /**
   * Returns the routes.
   *
   * @param onChange run before a client learns that its container has come or gone
   */
  static List<Route> routes(Control control, Runnable onChange) {
    ContainersApi api = new ContainersApi(control, onChange);
    return List.of(
        new Route("GET", PATH, api::list),
        new Route("POST", PATH, api::attach),
        new Route("GET", PATH + "/{name}", api::get),
        new Route("PATCH", PATH + "/{name}", api::change),
        new Route("DELETE", PATH + "/{name}", api::detach));
  }

  private Reply list(Request request) {
    JsonArray all = new JsonArray();
    for (ContainerInfo each : control.containers()) {
      all.add(ContainerJson.of(each));
    }
    return Reply.json(200, all);
  }

  private Reply get(Request request) throws ControlException {
    return Reply.json(200, ContainerJson.of(control.container(request.parameter("name"))));
  }

  private Reply attach(Request request) throws ControlException {
    Fields fields = Fields.of(request.body());
    Fields network = fields.objectOrNull("network");
    Fields settings = fields.objectOrNull("settings");
    Fields limits = fields.objectOrNull("limits");
    String tap = fields.textOrNull("tap");
    String mac = fields.textOrNull("macAddress");
    AttachRequest attach =
        new AttachRequest(
            fields.textOrNull("name"),
            new PeerView(request.peer())
                .target(
                    fields.number("pid", 0),
                    fields.textOrNull("netns"),
                    fields.textOrNull("userns")),
            tap == null ? "tap0" : tap,
            fields.flag("configure", true),
            mac == null ? null : mac(mac),
            network == null ? NetworkOptions.ofMtu(NetworkOptions.PERSON_MTU) : network(network),
            settings == null
                ? Settings.DEFAULT
                : ContainerJson.settings(settings, Settings.DEFAULT),
            source(fields),
            fields.flag("lasting", true),
            limits == null ? ContainerLimits.NONE : limits(limits));
    fields.end();
    ContainerInfo info = control.attach(attach);
    onChange.run();
    return Reply.json(201, ContainerJson.of(info));
  }

  private static MacAddress mac(String text) throws ControlException {
    try {
      return MacAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw Fields.invalid("macAddress: " + Texts.shown(text) + " is no interface's address");
    }
  }

  private static ContainerLimits limits(Fields fields) throws ControlException {
    try {
      ContainerLimits limits =
          new ContainerLimits(fields.number("sockets", 0), fields.number("memoryMib", 0));
      fields.end();
      return limits;
    } catch (IllegalArgumentException e) {
      throw Fields.invalid("limits: " + e.getMessage());
    }
  }

  private static NetworkOptions network(Fields fields) throws ControlException {
    try {
      NetworkOptions network =
          NetworkOptions.parse(
              fields.number("mtu", NetworkOptions.PERSON_MTU),
              fields.textOrNull("cidr"),
              fields.textOrNull("cidr6"),
              fields.flag("hostLoopback", true),
              fields.flag("dns", true),
              fields.textOrNull("outboundAddress"),
              fields.textOrNull("outboundAddress6"));
      fields.end();
      return network;
    } catch (UsageException e) {
      throw Fields.invalid("network: " + e.getMessage());
    }
  }

  /** Returns who asks, as it calls itself. */
  static String source(Fields fields) throws ControlException {
    String source = fields.textOrNull("source");
    if (source == null) {
      return "api";
    }
    boolean good = !source.isEmpty() && source.length() <= MAX_SOURCE;
    for (int i = 0; good && i < source.length(); i++) {
      char c = source.charAt(i);
      good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
    if (!good) {
      throw Fields.invalid(
          "source: " + Texts.shown(source) + " is to be 1 to 32 of a-z, 0-9 and -");
    }
    return source;
  }

  private Reply change(Request request) throws ControlException {
    String name = request.parameter("name");
    Fields fields = Fields.of(request.body());
    Fields settings = fields.objectOrNull("settings");
    fields.end();
    ContainerInfo info = control.container(name);
    if (settings != null) {
      info = control.change(name, ContainerJson.settings(settings, info.settings()));
    }
    return Reply.json(200, ContainerJson.of(info));
  }

  private Reply detach(Request request) throws ControlException {
    control.detach(request.parameter("name"), request.flag("forget"));
    onChange.run();
    return Reply.empty(204);
  }
}
