package org.slirp4j.runtime.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.ContainerLimits;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.Settings;

/** Containers and their settings in the own API's JSON. What is null is left out. */
final class ContainerJson {
  private static final String KEEP = "keep";
  private static final String FAST = "fast";

  private ContainerJson() {}

  static JsonObject of(ContainerInfo info) {
    JsonObject object = new JsonObject();
    object.addProperty("id", info.id());
    object.addProperty("name", info.name());
    object.addProperty("state", info.state().name().toLowerCase(Locale.ROOT));
    object.addProperty("pid", info.pid());
    object.addProperty("netns", info.netns());
    object.add("addresses", texts(info.addresses()));
    object.add("dns", texts(info.dns()));
    object.add("settings", of(info.settings()));
    if (!info.limits().equals(ContainerLimits.NONE)) {
      object.add("limits", of(info.limits()));
    }
    object.addProperty("source", info.source());
    object.addProperty("since", info.since().toString());
    if (info.problem() != null) {
      object.addProperty("problem", info.problem());
    }
    return object;
  }

  private static JsonObject of(ContainerLimits limits) {
    JsonObject object = new JsonObject();
    if (limits.sockets() != 0) {
      object.addProperty("sockets", limits.sockets());
    }
    if (limits.memoryMib() != 0) {
      object.addProperty("memoryMib", limits.memoryMib());
    }
    return object;
  }

  private static JsonObject of(Settings settings) {
    JsonObject object = new JsonObject();
    object.addProperty("sourceAddress", sourceAddress(settings.fast()));
    if (settings.auto() != null) {
      object.addProperty("auto", settings.auto());
    }
    object.add("networks", texts(settings.networks()));
    return object;
  }

  /** Returns settings as a client wants them; what it does not name stays (RFC 7396). */
  static Settings settings(Fields fields, Settings old) throws ControlException {
    Boolean fast = fast(fields);
    String auto = fields.has("auto") ? fields.textOrNull("auto") : old.auto();
    List<String> networks = fields.textsOrNull("networks");
    if (networks == null) {
      networks = fields.has("networks") ? List.of() : old.networks();
    }
    fields.end();
    return new Settings(fast == null ? old.fast() : fast, auto, networks);
  }

  static String sourceAddress(boolean fast) {
    return fast ? FAST : KEEP;
  }

  /** Returns whether speed is preferred, or null where nothing is said. */
  static @Nullable Boolean fast(Fields fields) throws ControlException {
    String text = fields.textOrNull("sourceAddress");
    if (text == null) {
      return null;
    }
    return switch (text) {
      case KEEP -> false;
      case FAST -> true;
      default -> throw Fields.invalid("sourceAddress is keep or fast, not " + Texts.shown(text));
    };
  }

  private static JsonArray texts(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }
}
