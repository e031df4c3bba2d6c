package org.slirp4j.runtime.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.ControlException;

/**
 * The fields of a JSON object that a client has sent; each wrong one is told by its name.
 *
 * <p>A field that is {@code null} counts as one that is not there, but for {@link #has}.
 */
final class Fields {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_TEXTS = 64;

  private final JsonObject object;
  private final String path;
  private final Set<String> known = new HashSet<>();

  private Fields(JsonObject object, String path) {
    this.object = object;
    this.path = path;
  }

  /** Reads a body, which must be one JSON object (RFC 8259) and nothing else. */
  static Fields of(String body) throws ControlException {
    JsonReader reader = reader(body);
    try {
      JsonElement element = JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT || !element.isJsonObject()) {
        throw invalid("the body is to be one JSON object: {…}");
      }
      checkNames(reader(body));
      return new Fields(element.getAsJsonObject(), "");
    } catch (JsonParseException | IOException | NumberFormatException e) {
      throw invalid("the body is no JSON object: " + firstLine(e));
    }
  }

  private static JsonReader reader(String body) {
    JsonReader reader = new JsonReader(new StringReader(body));
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(MAX_DEPTH);
    return reader;
  }

  /** Refuses what has two fields of one name, of which every reader takes another (RFC 8259, 4). */
  private static void checkNames(JsonReader reader) throws IOException, ControlException {
    Deque<Set<String>> names = new ArrayDeque<>();
    for (JsonToken next = reader.peek(); next != JsonToken.END_DOCUMENT; next = reader.peek()) {
      switch (next) {
        case BEGIN_OBJECT -> {
          reader.beginObject();
          names.push(new HashSet<>());
        }
        case END_OBJECT -> {
          reader.endObject();
          names.pop();
        }
        case BEGIN_ARRAY -> reader.beginArray();
        case END_ARRAY -> reader.endArray();
        case NAME -> {
          String name = reader.nextName();
          if (!names.element().add(name)) {
            throw invalid("the field " + Texts.shown(name) + " is there twice");
          }
        }
        default -> reader.skipValue();
      }
    }
  }

  /** Returns what is wrong, without Gson's advice to its programmers. */
  private static String firstLine(Exception e) {
    Throwable reason = e.getCause() == null ? e : e.getCause();
    String line = String.valueOf(reason.getMessage()).lines().findFirst().orElse("");
    return line.replaceFirst("^Use JsonReader\\S+ to accept ", "");
  }

  static ControlException invalid(String message) {
    return new ControlException(ControlException.Kind.INVALID, message);
  }

  /** Returns whether the field is there, be it {@code null}. */
  boolean has(String name) {
    known.add(name);
    return object.has(name);
  }

  /** Returns a text that must be there. */
  String text(String name) throws ControlException {
    String text = textOrNull(name);
    if (text == null) {
      throw invalid("the field " + path + name + " is missing");
    }
    return text;
  }

  @Nullable String textOrNull(String name) throws ControlException {
    JsonElement value = value(name);
    if (value == null) {
      return null;
    }
    if (value instanceof JsonPrimitive primitive && primitive.isString()) {
      return primitive.getAsString();
    }
    throw wrong(name, "a text");
  }

  boolean flag(String name, boolean otherwise) throws ControlException {
    JsonElement value = value(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw wrong(name, "true or false");
  }

  /** Returns a whole number, or {@code otherwise} when there is none. */
  int number(String name, int otherwise) throws ControlException {
    JsonElement value = value(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
      try {
        return new BigDecimal(primitive.getAsString()).intValueExact();
      } catch (ArithmeticException | NumberFormatException e) {
        throw wrong(name, "a whole number");
      }
    }
    throw wrong(name, "a whole number");
  }

  @Nullable Fields objectOrNull(String name) throws ControlException {
    JsonElement value = value(name);
    if (value == null) {
      return null;
    }
    if (value instanceof JsonObject inner) {
      return new Fields(inner, path + name + ".");
    }
    throw wrong(name, "an object");
  }

  /** Returns the objects of a list, none when it is not there. */
  List<Fields> objects(String name, int most) throws ControlException {
    JsonElement value = value(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof JsonArray array) || array.size() > most) {
      throw wrong(name, "a list of at most " + most + " objects");
    }
    List<Fields> objects = new ArrayList<>();
    for (JsonElement each : array) {
      if (!(each instanceof JsonObject inner)) {
        throw wrong(name, "a list of objects");
      }
      objects.add(new Fields(inner, path + name + "[" + objects.size() + "]."));
    }
    return objects;
  }

  /** Returns how a field is spelt here whose case does not matter, as in Go. */
  String spelt(String name) {
    for (String each : object.keySet()) {
      if (each.equalsIgnoreCase(name)) {
        return each;
      }
    }
    return name;
  }

  @Nullable List<String> textsOrNull(String name) throws ControlException {
    JsonElement value = value(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof JsonArray array) || array.size() > MAX_TEXTS) {
      throw wrong(name, "a list of at most " + MAX_TEXTS + " texts");
    }
    List<String> texts = new ArrayList<>();
    for (JsonElement each : array) {
      if (!(each instanceof JsonPrimitive primitive && primitive.isString())) {
        throw wrong(name, "a list of texts");
      }
      texts.add(each.getAsString());
    }
    return texts;
  }

  /** Checks that there are no other fields than those that were asked for: none is misspelt. */
  void end() throws ControlException {
    for (String name : object.keySet()) {
      if (!known.contains(name)) {
        throw invalid("there is no field " + path + Texts.shown(name));
      }
    }
  }

  private @Nullable JsonElement value(String name) {
    known.add(name);
    JsonElement value = object.get(name);
    return value == null || value.isJsonNull() ? null : value;
  }

  private ControlException wrong(String name, String expected) {
    return invalid("the field " + path + name + " is to be " + expected);
  }
}
