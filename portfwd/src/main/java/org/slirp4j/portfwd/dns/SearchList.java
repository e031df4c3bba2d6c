package org.slirp4j.portfwd.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
    for (String line : (Iterable<String>) text.lines()::iterator) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length >= 2 && words[0].equals("search")) {
        domains = domains(words, words.length);
      } else if (words.length >= 2 && words[0].equals("domain")) {
        domains = domains(words, 2);
      }
    }
    return domains;
  }

  private static List<String> domains(String[] words, int end) {
    List<String> domains = new ArrayList<>();
    for (int i = 1; i < end && domains.size() < MAX_DOMAINS; i++) {
      if (words[i].startsWith("#") || words[i].startsWith(";")) {
        break; // glibc would take it for a domain
      }
      String name =
          words[i].endsWith(".") ? words[i].substring(0, words[i].length() - 1) : words[i];
      name = name.toLowerCase(Locale.ROOT);
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
