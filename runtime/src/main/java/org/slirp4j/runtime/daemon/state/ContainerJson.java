package org.slirp4j.runtime.daemon.state;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.AddressText;
import org.slirp4j.runtime.control.RuleSpec;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.tcpip.IpAddress;

/**
 * A container as JSON.
 *
 * <pre>
 * {
 *   "name": "web",
 *   "named": true,              // by its user: it may come back under this name
 *   "settings": {"fast": false, "auto": null, "networks": []},
 *   "attachment": { … } ,       // see {@link AttachmentJson}; none when it is only awaited
 *   "places": {"back": "10.213.0.3"},        // its addresses in named networks, if it had any
 *   "rules": [
 *     {"id": 7, "source": "cli", "protocol": "tcp",
 *      "listen": "127.0.0.1:8080", "target": "80", "reverse": false, "fast": null}
 *   ]
 * }
 * </pre>
 */
final class ContainerJson {
  private ContainerJson() {}

  static JsonObject write(SavedContainer container) {
    JsonObject object = new JsonObject();
    object.addProperty("name", container.name());
    object.addProperty("named", container.named());
    object.add("settings", write(container.settings()));
    if (container.attachment() != null) {
      object.add("attachment", AttachmentJson.write(container.attachment()));
    }
    if (!container.places().isEmpty()) {
      JsonObject places = new JsonObject();
      container
          .places()
          .forEach((network, address) -> places.addProperty(network, AddressText.of(address)));
      object.add("places", places);
    }
    JsonArray rules = new JsonArray();
    for (SavedRule each : container.rules()) {
      rules.add(write(each));
    }
    object.add("rules", rules);
    return object;
  }

  private static JsonObject write(Settings settings) {
    JsonObject object = new JsonObject();
    object.addProperty("fast", settings.fast());
    if (settings.auto() != null) {
      object.addProperty("auto", settings.auto());
    }
    JsonArray networks = new JsonArray();
    settings.networks().forEach(networks::add);
    object.add("networks", networks);
    return object;
  }

  private static JsonObject write(SavedRule rule) {
    JsonObject object = new JsonObject();
    object.addProperty("id", rule.id());
    object.addProperty("source", rule.source());
    object.addProperty("protocol", rule.spec().protocol());
    object.addProperty("listen", rule.spec().listen());
    object.addProperty("target", rule.spec().target());
    object.addProperty("reverse", rule.spec().reverse());
    if (rule.spec().fast() != null) {
      object.addProperty("fast", rule.spec().fast());
    }
    return object;
  }

  /**
   * Reads a container.
   *
   * @param place its place in the file, for messages
   * @param ids the rules' numbers so far
   * @param problems told of what is left out
   */
  static SavedContainer read(
      JsonElement element, String place, Set<Long> ids, List<String> problems) {
    Fields fields = Fields.of(element);
    String name = fields.text("name");
    Fields settingsFields = fields.objectOrNull("settings");
    Settings settings = settingsFields == null ? Settings.DEFAULT : settings(settingsFields);
    List<SavedRule> rules = new ArrayList<>();
    List<JsonElement> elements = fields.list("rules");
    for (int i = 0; i < elements.size(); i++) {
      try {
        SavedRule rule = rule(Fields.of(elements.get(i)));
        if (!ids.add(rule.id())) {
          throw new JsonParseException("the number " + rule.id() + " is there twice");
        }
        rules.add(rule);
      } catch (JsonParseException e) {
        problems.add(place + ", rule " + (i + 1) + ": " + StateJson.oneLine(e));
      }
    }
    return new SavedContainer(
        name,
        fields.flag("named"),
        attachment(fields, name, settings, place, problems),
        settings,
        rules,
        places(fields, place, problems));
  }

  private static Map<String, IpAddress> places(Fields fields, String place, List<String> problems) {
    Map<String, IpAddress> places = new TreeMap<>();
    try {
      Fields object = fields.objectOrNull("places");
      if (object != null) {
        for (String network : object.object().keySet()) {
          places.put(network, place(object, network));
        }
      }
    } catch (JsonParseException e) {
      problems.add(place + ", places: " + StateJson.oneLine(e));
    }
    return places;
  }

  private static IpAddress place(Fields object, String network) {
    IpAddress address = AddressText.parse(object.text(network));
    if (address == null || !address.isV4()) {
      throw new JsonParseException("\"" + network + "\" has no IPv4 address");
    }
    return address;
  }

  private static SavedContainer.@Nullable Attachment attachment(
      Fields fields, String name, Settings settings, String place, List<String> problems) {
    try {
      Fields attachment = fields.objectOrNull("attachment");
      return attachment == null ? null : AttachmentJson.read(attachment, name, settings);
    } catch (JsonParseException e) {
      problems.add(place + ", attachment: " + StateJson.oneLine(e));
      return null;
    }
  }

  private static Settings settings(Fields fields) {
    List<String> networks = new ArrayList<>();
    for (JsonElement each : fields.list("networks")) {
      if (!each.isJsonPrimitive()) {
        throw new JsonParseException("a network's name is no text");
      }
      networks.add(each.getAsString());
    }
    return new Settings(fields.flag("fast"), fields.textOrNull("auto"), List.copyOf(networks));
  }

  private static SavedRule rule(Fields fields) {
    long id = fields.number("id");
    if (id <= 0 || id > StateJson.MAX_NUMBER) {
      throw new JsonParseException("a number is from 1 to " + StateJson.MAX_NUMBER);
    }
    RuleSpec spec =
        new RuleSpec(
            fields.flag("reverse"),
            fields.text("protocol"),
            fields.text("listen"),
            fields.text("target"),
            fields.flagOrNull("fast"));
    return new SavedRule(id, spec, fields.text("source"));
  }
}
