package org.slirp4j.portfwd.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;

/**
 * The domains in which the host looks for names: the last {@code search} or {@code domain} line of
 * resolv.conf(5).
 */
final class SearchList {
  /** Bound on the domains: old resolvers stop at 6, new ones at nothing. */
  static final int MAX_DOMAINS = 16;

  private static final int MAX_NAME_CHARS = 253; // RFC 1035, 2.3.4, written with dots
  private static final int MAX_LABEL_CHARS = 63;

  private SearchList() {}

  /** Returns the domains that a file names; what is no domain is left out. */
  static List<String> parse(String text) {
    List<String> domains = List.of();
    StringTokenizer lines = new StringTokenizer(text, "\r\n");
    while (lines.hasMoreTokens()) {
      StringTokenizer words = new StringTokenizer(lines.nextToken());
      String first = words.hasMoreTokens() ? words.nextToken() : "";
      boolean search = first.equals("search");
      if ((search || first.equals("domain")) && words.hasMoreTokens()) {
        domains = domains(words, search ? MAX_DOMAINS : 1);
      }
    }
    return domains;
  }

  private static List<String> domains(StringTokenizer words, int most) {
    List<String> domains = new ArrayList<>();
    while (words.hasMoreTokens() && domains.size() < most) {
      String word = words.nextToken();
      if (word.startsWith("#") || word.startsWith(";")) {
        break; // glibc would take it for a domain
      }
      String bare = word.endsWith(".") ? word.substring(0, word.length() - 1) : word;
      String name = bare.toLowerCase(Locale.ROOT);
      if (isDomain(name) && !domains.contains(name)) {
        domains.add(name);
      }
    }
    return List.copyOf(domains);
  }

  /** Tells whether a name is made of letters, digits, hyphens and underscores, label by label. */
  static boolean isDomain(String name) {
    int label = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '.') {
        if (label == 0) {
          return false;
        }
        label = 0;
      } else {
        boolean good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        if (!good || ++label > MAX_LABEL_CHARS) {
          return false;
        }
      }
    }
    return label > 0 && name.length() <= MAX_NAME_CHARS;
  }
}
