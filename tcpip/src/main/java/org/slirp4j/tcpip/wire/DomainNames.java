package org.slirp4j.tcpip.wire;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Domain names in the form of DNS messages (RFC 1035, 3.1): each label behind its length, zero at
 * the end.
 *
 * <p>What cannot be written so is left out, and so is every name from the first one on that there
 * is no room for.
 */
public final class DomainNames {
  private static final int MAX_LABEL_BYTES = 63; // RFC 1035, 2.3.4
  private static final int MAX_NAME_BYTES = 255; // in this form
  private static final int POINTER = 0xc000; // RFC 1035, 4.1.4
  private static final int MAX_POINTED_AT = 0x3fff;

  private DomainNames() {}

  /** Returns names one after another, {@code maxBytes} at the most. */
  public static byte[] plain(List<String> names, int maxBytes) {
    StringBuilder out = new StringBuilder(); // an octet is a character
    for (String name : names) {
      if (isWritable(name)) {
        if (out.length() + name.length() + 2 > maxBytes) {
          break;
        }
        writeLabels(out, name);
        out.append((char) 0);
      }
    }
    return octets(out);
  }

  /**
   * Returns names one after another, {@code maxBytes} at the most, in which an end that was there
   * before is a pointer to it (RFC 1035, 4.1.4), counted from the first byte (RFC 3397, 2).
   */
  public static byte[] compressed(List<String> names, int maxBytes) {
    StringBuilder out = new StringBuilder(); // an octet is a character
    Map<String, Integer> ends = new HashMap<>();
    for (String name : names) {
      if (!isWritable(name)) {
        continue;
      }
      int kept = keptLength(name, ends);
      boolean whole = kept == name.length();
      int length = whole ? name.length() + 2 : kept + 2;
      if (out.length() + length > maxBytes) {
        break;
      }
      int pointer = whole ? 0 : POINTER | ends.getOrDefault(name.substring(kept), 0);
      note(name, kept, out.length(), ends);
      if (kept > 0) {
        writeLabels(out, whole ? name : name.substring(0, kept - 1));
      }
      if (!whole) {
        out.append((char) (pointer >>> 8));
      }
      out.append((char) (pointer & 0xff));
    }
    return octets(out);
  }

  /** Tells whether a name has nothing but labels of a length that they can have. */
  static boolean isWritable(String name) {
    if (name.isEmpty() || name.length() + 2 > MAX_NAME_BYTES) {
      return false;
    }
    int label = 0;
    for (int i = 0; i <= name.length(); i++) {
      char next = i == name.length() ? '.' : name.charAt(i);
      if (next == '.') {
        if (label == 0) {
          return false;
        }
        label = 0;
      } else if (next <= ' ' || next > '~' || ++label > MAX_LABEL_BYTES) {
        return false;
      }
    }
    return true;
  }

  // How much of a name comes before the end that is known; its last byte is that of a dot.
  private static int keptLength(String name, Map<String, Integer> ends) {
    int at = 0;
    while (at < name.length() && !ends.containsKey(name.substring(at))) {
      int dot = name.indexOf('.', at);
      at = dot < 0 ? name.length() : dot + 1;
    }
    return at;
  }

  private static void note(String name, int kept, int offset, Map<String, Integer> ends) {
    for (int at = 0; at < kept && offset + at <= MAX_POINTED_AT; ) {
      ends.put(name.substring(at), offset + at);
      int dot = name.indexOf('.', at);
      at = dot < 0 ? kept : dot + 1;
    }
  }

  private static void writeLabels(StringBuilder out, String name) {
    for (String label : name.split("\\.", -1)) {
      out.append((char) label.length()).append(label);
    }
  }

  private static byte[] octets(StringBuilder out) {
    return out.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
