package org.slirp4j.portfwd.api;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON texts as values: {@code Map<String, Object>}, {@code List<Object>}, {@code String}, {@code
 * Long}, {@code Double}, {@code Boolean} and {@link Special#NULL}.
 *
 * <p>Strict (RFC 8259), with an object or an array outermost, as libraries in C have it. Of several
 * members with one name the last counts.
 */
final class Json {
  /** What no class of Java's stands for. */
  enum Special {
    /** The value null. */
    NULL,
    /** The text is not whole: more of it may come. */
    INCOMPLETE,
    /** The text is none, and will not become one. */
    MALFORMED
  }

  /** Nested deeper than any request. */
  private static final int MAX_DEPTH = 32;

  private Json() {}

  /** Returns the value of a text, {@link Special#INCOMPLETE} or {@link Special#MALFORMED}. */
  static Object parse(byte[] text) {
    int at = 0;
    while (at < text.length && isSpace(text[at])) {
      at++;
    }
    if (at == text.length) {
      return Special.INCOMPLETE;
    }
    if (text[at] != '{' && text[at] != '[') {
      return Special.MALFORMED;
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer characters = CharBuffer.allocate(text.length);
    if (decoder.decode(ByteBuffer.wrap(text), characters, false).isError()) {
      return Special.MALFORMED;
    }
    String decoded = characters.flip().toString();
    Object value = parse(decoded);
    return value == Special.MALFORMED && isCut(decoded) ? Special.INCOMPLETE : value;
  }

  /** Tells whether all that is wrong is that a text ends within a string, a number or a word. */
  private static boolean isCut(String text) {
    int begin = beginOfLast(text);
    return begin < text.length() && parse(text.substring(0, begin)) == Special.INCOMPLETE;
  }

  /** Returns where the string, number or word begins in which a text ends; else its length. */
  private static int beginOfLast(String text) {
    int quote = -1;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        quote = quote < 0 ? at : -1;
      } else if (c == '\\' && quote >= 0) {
        at++;
      }
    }
    if (quote >= 0) {
      return quote;
    }
    int at = text.length();
    while (at > 0 && isOfWord(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  private static boolean isOfWord(char c) {
    return Character.isLetterOrDigit(c) || c == '+' || c == '-' || c == '.';
  }

  private static Object parse(String text) {
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      reader.setNestingLimit(MAX_DEPTH);
      Object value = read(reader);
      return reader.peek() == JsonToken.END_DOCUMENT ? value : Special.MALFORMED;
    } catch (EOFException e) {
      return Special.INCOMPLETE;
    } catch (IOException | NumberFormatException e) {
      return Special.MALFORMED;
    }
  }

  private static Object read(JsonReader reader) throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> readObject(reader);
      case BEGIN_ARRAY -> readArray(reader);
      case STRING -> reader.nextString();
      case NUMBER -> number(reader.nextString());
      case BOOLEAN -> reader.nextBoolean();
      case NULL -> {
        reader.nextNull();
        yield Special.NULL;
      }
      case END_OBJECT, END_ARRAY, NAME, END_DOCUMENT -> throw new EOFException();
    };
  }

  private static Map<String, Object> readObject(JsonReader reader) throws IOException {
    Map<String, Object> members = new HashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      members.put(name, read(reader));
    }
    reader.endObject();
    return members;
  }

  private static List<Object> readArray(JsonReader reader) throws IOException {
    List<Object> elements = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      elements.add(read(reader));
    }
    reader.endArray();
    return elements;
  }

  /** Returns a {@code Long} for what is written as an integer, else a {@code Double}. */
  private static Object number(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' || c == 'e' || c == 'E') {
        return Double.valueOf(text);
      }
    }
    return Long.valueOf(text);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }
}
