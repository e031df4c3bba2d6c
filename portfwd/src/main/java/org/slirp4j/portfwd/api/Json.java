package org.slirp4j.portfwd.api;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
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
    return parse(characters.flip().toString());
  }

  private static Object parse(String text) {
    Source source = new Source(text);
    try (JsonReader reader = new JsonReader(source)) {
      reader.setStrictness(Strictness.STRICT);
      reader.setNestingLimit(MAX_DEPTH);
      Object value = read(reader);
      return reader.peek() == JsonToken.END_DOCUMENT ? value : Special.MALFORMED;
    } catch (EOFException e) {
      return Special.INCOMPLETE;
    } catch (IOException | NumberFormatException e) {
      return source.ended ? Special.INCOMPLETE : Special.MALFORMED;
    }
  }

  /**
   * A text that remembers whether more of it was asked for than there is: what then seems to be a
   * fault, such as a string without an end, is none yet.
   */
  private static final class Source extends Reader {
    private final StringReader text;
    boolean ended;

    Source(String text) {
      this.text = new StringReader(text);
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      int count = text.read(buffer, offset, length);
      ended |= count < 0;
      return count;
    }

    @Override
    public void close() {
      text.close();
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
