package org.slirp4j.runtime.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The options of the verbs that ask the daemon: what the parser takes, and what {@code --help} and
 * the manual page tell of them.
 */
public final class ClientTable {
  private static final Set<String> NETWORK_OPTIONS =
      Set.of(
          "mtu",
          "cidr",
          "enable-ipv6",
          "cidr6",
          "disable-host-loopback",
          "disable-dns",
          "outbound-addr",
          "outbound-addr6");

  private static final LongOption JSON =
      LongOption.flag("json", 'j').told("", "client", "print JSON", "");
  private static final LongOption HELP =
      LongOption.flag("help", 'h').told("", "client", "print the help text", "");

  private static final LongOption[] ATTACH = {
    LongOption.valued("name", 1101)
        .told(
            "NAME",
            "attach",
            "what the container is called (default: the daemon chooses)",
            "Rules belong to a name, and are there again when a container of that name is."),
    LongOption.valued("source-address", 1102)
        .told(
            "keep|fast",
            "attach",
            "services see who their clients are, or speed is preferred (default keep)",
            ""),
    LongOption.valued("auto", 1103)
        .told(
            "PORTS",
            "attach",
            "forward what the container listens on, as in 1024-65535",
            "Services that listen on the container's loopback only are never forwarded."),
    LongOption.valued("network", 1104)
        .told("NAME", "attach", "attach it to a named network; may be repeated", ""),
    LongOption.valued("max-sockets", 1109)
        .told(
            "NUMBER",
            "attach",
            "connections and UDP sessions that it may have at a time",
            "Those beyond are refused."),
    LongOption.valued("max-memory", 1110)
        .told("MIB", "attach", "mebibytes of its data that may be on their way", ""),
    LongOption.valued("userns-path", 1105)
        .told(
            "PATH",
            "attach",
            "the user namespace to join (default: the network namespace's owner)",
            ""),
    LongOption.valued("tap", 1106)
        .told("NAME", "attach", "the interface's name (default tap0)", ""),
    LongOption.valued("macaddress", 1107).told("MAC", "attach", "the interface's link address", ""),
    LongOption.flag("no-configure", 1108)
        .told("", "attach", "leave addresses and routes to somebody else", ""),
    LongOption.flag("temporary", 't').told("", "attach", "forget it when the daemon ends", ""),
  };

  private static final LongOption[] EXPOSE = {
    LongOption.valued("source-address", 1102)
        .told("keep|fast", "expose", "as for attach, for this rule", ""),
    LongOption.flag("reverse", 'r')
        .told("", "expose", "lead from inside the container to a service of this host", ""),
    LongOption.flag("temporary", 't').told("", "expose", "do not keep the rule on disk", ""),
  };

  private static final LongOption[] UNEXPOSE = {
    LongOption.valued("container", 'c')
        .told("NAME", "unexpose", "whose rule it is, where several have the same", ""),
    LongOption.flag("cut", 1101)
        .told("", "unexpose", "cut the connections that came by it, too", ""),
  };

  private static final LongOption[] DETACH = {
    LongOption.flag("forget", 'f').told("", "detach", "forget its rules as well", ""),
  };

  private ClientTable() {}

  /** Returns what a verb takes. */
  static LongOption[] of(String verb) {
    List<LongOption> all = new ArrayList<>(List.of(own(verb)));
    if (verb.equals("attach")) {
      for (LongOption each : RunTable.OPTIONS) {
        if (NETWORK_OPTIONS.contains(each.name())) {
          all.add(each);
        }
      }
    }
    all.add(JSON);
    all.add(HELP);
    return all.toArray(LongOption[]::new);
  }

  private static LongOption[] own(String verb) {
    return switch (verb) {
      case "attach" -> ATTACH;
      case "expose" -> EXPOSE;
      case "unexpose" -> UNEXPOSE;
      case "detach" -> DETACH;
      default -> new LongOption[0];
    };
  }

  /** Returns all options in the order of the manual page. */
  public static LongOption[] options() {
    List<LongOption> all = new ArrayList<>();
    for (String verb : List.of("attach", "detach", "expose", "unexpose")) {
      all.addAll(List.of(own(verb)));
    }
    all.add(JSON);
    all.add(HELP);
    return all.toArray(LongOption[]::new);
  }
}
