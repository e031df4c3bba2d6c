package org.slirp4j.runtime.daemon.state;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object's fields, each of the kind that is wanted; what is not so fails with a message that
 * names it.
 *
 * @param object the object
 */
record Fields(JsonObject object) {
  /** Longest text: of a path. */
  private static final int MAX_TEXT = 4_096;

  static Fields of(JsonElement element) {
    if (!element.isJsonObject()) {
      throw new JsonParseException("an object is expected");
    }
    return new Fields(element.getAsJsonObject());
  }

  String text(String name) {
    String text = textOrNull(name);
    if (text == null) {
      throw new JsonParseException("\"" + name + "\" is missing");
    }
    return text;
  }

  @Nullable String textOrNull(String name) {
    JsonPrimitive value = primitive(name);
    if (value == null) {
      return null;
    }
    if (!value.isString() || value.getAsString().length() > MAX_TEXT) {
      throw new JsonParseException("\"" + name + "\" is no text of at most " + MAX_TEXT);
    }
    return value.getAsString();
  }

  long number(String name) {
    JsonPrimitive value = primitive(name);
    if (value == null || !value.isNumber()) {
      throw new JsonParseException("\"" + name + "\" is no number");
    }
    try {
      return Long.parseLong(value.getAsString());
    } catch (NumberFormatException e) {
      throw new JsonParseException("\"" + name + "\" is no whole number", e);
    }
  }

  int smallNumber(String name) {
    long number = number(name);
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw new JsonParseException("\"" + name + "\" is out of range");
    }
    return (int) number;
  }

  boolean flag(String name) {
    Boolean flag = flagOrNull(name);
    if (flag == null) {
      throw new JsonParseException("\"" + name + "\" is missing");
    }
    return flag;
  }

  @Nullable Boolean flagOrNull(String name) {
    JsonPrimitive value = primitive(name);
    if (value == null) {
      return null;
    }
    if (!value.isBoolean()) {
      throw new JsonParseException("\"" + name + "\" is neither true nor false");
    }
    return value.getAsBoolean();
  }

  List<JsonElement> list(String name) {
    JsonElement value = object.get(name);
    if (value == null || !value.isJsonArray()) {
      throw new JsonParseException("\"" + name + "\" is no list");
    }
    return value.getAsJsonArray().asList();
  }

  @Nullable Fields objectOrNull(String name) {
    JsonElement value = object.get(name);
    return value == null || value.isJsonNull() ? null : of(value);
  }

  private @Nullable JsonPrimitive primitive(String name) {
    JsonElement value = object.get(name);
    if (value == null || value.isJsonNull()) {
      return null;
    }
    if (!value.isJsonPrimitive()) {
      throw new JsonParseException("\"" + name + "\" is no single value");
    }
    return value.getAsJsonPrimitive();
  }
}
