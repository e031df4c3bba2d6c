package org.slirp4j.portfwd.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.slirp4j.portfwd.config.AddressText;
import org.slirp4j.portfwd.forward.ForwardSpec;
import org.slirp4j.portfwd.forward.Forwards;

/** What the API answers, word for word as its clients know it. */
final class Replies {
  /** An answer that nothing has to be told with. */
  static final String DONE = "{\"return\":{}}";

  private Replies() {}

  /** A piece of a reply. */
  private interface Part {
    void write(JsonWriter out) throws IOException;
  }

  /** Returns {@code {"error":{"desc":"bad request: …"}}}. */
  static String error(String reason) {
    return text(out ->
        out.beginObject()
            .name("error")
            .beginObject()
            .name("desc")
            .value("bad request: " + reason)
            .endObject()
            .endObject());
  }

  /** Returns {@code {"return":{"id":1}}}. */
  static String id(int id) {
    return "{\"return\":{\"id\":" + id + "}}";
  }

  /**
   * Returns all forwards, under both names that clients look at: {@code return.entries}, which is
   * documented, and {@code entries}, which slirp4netns sends.
   */
  static String entries(Forwards forwards) {
    return text(out -> {
      out.beginObject().name("return").beginObject().name("entries");
      write(forwards, out);
      out.endObject().name("entries");
      write(forwards, out);
      out.endObject();
    });
  }

  private static void write(Forwards forwards, JsonWriter out) throws IOException {
    out.beginArray();
    for (Forwards.Entry entry : forwards.entries()) {
      ForwardSpec spec = entry.spec();
      out.beginObject().name("id").value(entry.id());
      out.name("proto").value(spec.protocol().name().toLowerCase(Locale.ROOT));
      out.name("host_addr").value(AddressText.of(spec.hostAddress()));
      out.name("host_port").value(spec.hostPort());
      out.name("guest_addr").value(AddressText.of(spec.guestAddress()));
      out.name("guest_port").value(spec.guestPort()).endObject();
    }
    out.endArray();
  }

  private static String text(Part part) {
    StringWriter text = new StringWriter();
    try (JsonWriter out = new JsonWriter(text)) {
      part.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not while it is a text in memory
    }
    return text.toString();
  }
}
