package org.slirp4j.runtime.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.AddressText;
import org.slirp4j.portfwd.zone.Zone;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.tcpip.IpAddress;

/**
 * gvisor-tap-vsock's form of DNS zones; the case of fields does not matter, as in Go.
 *
 * <pre>
 *   {"Name":"apps.internal.","Records":[{"Name":"web","IP":"192.168.127.2"}],"DefaultIP":"192.168.127.254"}
 * </pre>
 */
final class ZoneJson {
  private static final int MAX_NAME_CHARACTERS = 253; // RFC 1035, 3.1
  private static final int MAX_LABEL_CHARACTERS = 63;

  private ZoneJson() {}

  static Zone read(Fields fields) throws ControlException {
    String name = name(fields.textOrNull(fields.spelt("Name")));
    List<Zone.Host> hosts = new ArrayList<>();
    for (Fields each : fields.objects(fields.spelt("Records"), Zone.MAX_HOSTS)) {
      if (each.textOrNull(each.spelt("Regexp")) != null) {
        throw Fields.invalid("Records: names by regular expressions cannot be added");
      }
      IpAddress address = address(each, "IP");
      if (address == null) {
        throw Fields.invalid("Records: each needs an IP");
      }
      hosts.add(new Zone.Host(name(each.textOrNull(each.spelt("Name"))), address));
    }
    return new Zone(name, List.copyOf(hosts), address(fields, "DefaultIP"));
  }

  private static @Nullable IpAddress address(Fields fields, String name) throws ControlException {
    String text = fields.textOrNull(fields.spelt(name));
    if (text == null || text.isEmpty()) {
      return null;
    }
    IpAddress address = AddressText.parse(text);
    if (address == null) {
      throw Fields.invalid(name + " is to be an IP address, not " + Texts.shown(text));
    }
    return address;
  }

  private static String name(@Nullable String text) throws ControlException {
    String name = text == null ? "" : text.toLowerCase(Locale.ROOT);
    name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (name.isEmpty()) {
      return name;
    }
    int label = 0;
    for (int at = 0; at <= name.length(); at++) {
      char c = at == name.length() ? '.' : name.charAt(at);
      boolean ends = c == '.';
      if (ends ? label == 0 : c <= ' ' || c > '~' || ++label > MAX_LABEL_CHARACTERS) {
        throw Fields.invalid("Name is to be a domain name, not " + Texts.shown(name));
      }
      label = ends ? 0 : label;
    }
    if (name.length() > MAX_NAME_CHARACTERS) {
      throw Fields.invalid("Name is to have at most " + MAX_NAME_CHARACTERS + " characters");
    }
    return name;
  }

  static JsonArray write(List<Zone> zones) {
    JsonArray array = new JsonArray();
    for (Zone zone : zones) {
      JsonArray records = new JsonArray();
      for (Zone.Host host : zone.hosts()) {
        JsonObject each = new JsonObject();
        each.addProperty("Name", host.name());
        each.addProperty("IP", AddressText.of(host.address()));
        records.add(each);
      }
      JsonObject object = new JsonObject();
      object.addProperty("Name", zone.name() + ".");
      object.add("Records", records);
      IpAddress otherwise = zone.otherwise();
      if (otherwise == null) {
        object.add("DefaultIP", JsonNull.INSTANCE);
      } else {
        object.addProperty("DefaultIP", AddressText.of(otherwise));
      }
      array.add(object);
    }
    return array;
  }
}
