package org.slirp4j.runtime.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.cli.UsageException;
import org.slirp4j.runtime.cli.VerbWords;

/** {@code slirp4j attach} and {@code slirp4j detach}. */
final class Attaching {
  private static final int MAX_PID_DIGITS = 9;

  private Attaching() {}

  static String attach(DaemonClient client, VerbWords words) throws UsageException, IOException {
    words.expect(1, 1, "PID|NETNS");
    JsonObject request = request(words);
    if (!(client.call("POST", "/api/v1/containers", request) instanceof JsonObject container)) {
      throw new IOException("the daemon's answer is no container");
    }
    if (words.has("json")) {
      return ClientVerbs.json(container);
    }
    return "attached "
        + Shown.text(container, "name")
        + ": "
        + Shown.text(container, "addresses")
        + ", DNS "
        + Shown.text(container, "dns")
        + "\n";
  }

  /** Returns what to ask for; paths are made absolute, which they are for the daemon as well. */
  static JsonObject request(VerbWords words) throws UsageException {
    JsonObject request = new JsonObject();
    String target = words.operands().getFirst();
    if (isNumber(target)) {
      request.addProperty("pid", Integer.parseInt(target));
    } else if (target.isEmpty()) {
      throw new UsageException("attach: the PID or PATH is empty");
    } else {
      request.addProperty("netns", absolute(target));
    }
    String userns = words.value("userns-path");
    add(request, "userns", userns == null ? null : absolute(userns));
    add(request, "name", words.value("name"));
    add(request, "tap", words.value("tap"));
    add(request, "macAddress", words.value("macaddress"));
    request.addProperty("configure", !words.has("no-configure"));
    request.addProperty("lasting", !words.has("temporary"));
    request.addProperty("source", "cli");
    request.add("network", network(words));
    request.add("settings", settings(words));
    JsonObject limits = limits(words);
    if (!limits.isEmpty()) {
      request.add("limits", limits);
    }
    return request;
  }

  private static JsonObject limits(VerbWords words) throws UsageException {
    JsonObject limits = new JsonObject();
    addNumber(limits, "sockets", words, "max-sockets");
    addNumber(limits, "memoryMib", words, "max-memory");
    return limits;
  }

  private static void addNumber(JsonObject object, String name, VerbWords words, String option)
      throws UsageException {
    String text = words.value(option);
    if (text != null) {
      if (!isNumber(text)) {
        throw new UsageException("--" + option + " wants a number, not \"" + text + "\"");
      }
      object.addProperty(name, Integer.parseInt(text));
    }
  }

  private static JsonObject network(VerbWords words) throws UsageException {
    JsonObject network = new JsonObject();
    String mtu = words.value("mtu");
    if (mtu != null) {
      if (!isNumber(mtu)) {
        throw new UsageException("MTU must be a positive integer, not \"" + mtu + "\"");
      }
      network.addProperty("mtu", Integer.parseInt(mtu));
    }
    add(network, "cidr", words.value("cidr"));
    String cidr6 = words.value("cidr6");
    add(network, "cidr6", cidr6 == null && words.has("enable-ipv6") ? "fd00::/64" : cidr6);
    network.addProperty("hostLoopback", !words.has("disable-host-loopback"));
    network.addProperty("dns", !words.has("disable-dns"));
    add(network, "outboundAddress", words.value("outbound-addr"));
    add(network, "outboundAddress6", words.value("outbound-addr6"));
    return network;
  }

  private static JsonObject settings(VerbWords words) {
    JsonObject settings = new JsonObject();
    add(settings, "sourceAddress", words.value("source-address"));
    add(settings, "auto", words.value("auto"));
    List<String> networks = words.values("network");
    JsonArray names = new JsonArray();
    networks.forEach(names::add);
    settings.add("networks", names);
    return settings;
  }

  private static void add(JsonObject object, String name, @Nullable String value) {
    if (value != null) {
      object.addProperty(name, value);
    }
  }

  private static String absolute(String path) {
    return Path.of(path).toAbsolutePath().toString();
  }

  static boolean isNumber(String text) {
    boolean number = !text.isEmpty() && text.length() <= MAX_PID_DIGITS;
    for (int i = 0; i < text.length(); i++) {
      number &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return number;
  }

  static String detach(DaemonClient client, VerbWords words) throws UsageException, IOException {
    words.expect(1, 1, "NAME");
    String name = words.operands().getFirst();
    String path = "/api/v1/containers/" + ClientVerbs.encoded(name);
    client.call("DELETE", words.has("forget") ? path + "?forget" : path, null);
    return words.has("json") ? "" : "detached " + name + "\n";
  }
}
