package org.slirp4j.tcpip.dhcp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An independent reader of DNS names, with pointers (RFC 1035, 4.1.4). */
public final class DnsNames {
  private DnsNames() {}

  /** Returns the names that bytes consist of. */
  public static List<String> read(byte[] bytes) {
    List<String> names = new ArrayList<>();
    int at = 0;
    while (at < bytes.length && bytes[at] != 0) {
      List<String> labels = new ArrayList<>();
      int end = at;
      boolean jumped = false;
      while (bytes[at] != 0) {
        if ((bytes[at] & 0xc0) == 0xc0) {
          int target = (bytes[at] & 0x3f) << 8 | (bytes[at + 1] & 255);
          if (target >= at) {
            throw new AssertionError("a pointer that does not point back");
          }
          end = jumped ? end : at + 2;
          jumped = true;
          at = target;
        } else {
          labels.add(new String(bytes, at + 1, bytes[at], StandardCharsets.US_ASCII));
          at += 1 + bytes[at];
        }
      }
      names.add(String.join(".", labels));
      at = jumped ? end : at + 1;
    }
    return names;
  }
}
