package org.slirp4j.portfwd.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.slirp4j.portfwd.config.AddressText;
import org.slirp4j.portfwd.forward.ForwardRule;
import org.slirp4j.portfwd.forward.Forwards;
import org.slirp4j.portfwd.forward.Place;
import org.slirp4j.tcpip.IpAddress;

/** What the API answers, word for word as its clients know it. */
final class Replies {
  /** An answer that nothing has to be told with. */
  static final String DONE = "{\"return\":{}}";

  private static final IpAddress ANY = IpAddress.v4(0);

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
   * documented, and {@code entries}, which slirp4netns sends. Each port of a range is told of; what
   * has no port is not.
   *
   * @param guest the container's address where a rule names none
   */
  static String entries(Forwards forwards, IpAddress guest) {
    return text(out -> {
      out.beginObject().name("return").beginObject().name("entries");
      write(forwards, guest, out);
      out.endObject().name("entries");
      write(forwards, guest, out);
      out.endObject();
    });
  }

  private static void write(Forwards forwards, IpAddress guest, JsonWriter out) throws IOException {
    out.beginArray();
    for (Forwards.Entry entry : forwards.entries()) {
      ForwardRule rule = entry.rule();
      if (rule.listen() instanceof Place.Inet at && rule.target() instanceof Place.Inet to) {
        for (int i = 0; i < at.ports().count(); i++) {
          out.beginObject().name("id").value(entry.id());
          out.name("proto").value(rule.protocol().toString());
          out.name("host_addr").value(text(at, ANY));
          out.name("host_port").value(at.ports().first() + i);
          out.name("guest_addr").value(text(to, guest));
          out.name("guest_port").value(to.ports().first() + i).endObject();
        }
      }
    }
    out.endArray();
  }

  private static String text(Place.Inet place, IpAddress otherwise) {
    IpAddress address = place.address();
    return AddressText.of(address == null ? otherwise : address);
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
