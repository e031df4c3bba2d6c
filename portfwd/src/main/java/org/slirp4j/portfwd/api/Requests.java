package org.slirp4j.portfwd.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.AddressText;
import org.slirp4j.portfwd.forward.ForwardException;
import org.slirp4j.portfwd.forward.ForwardRule;
import org.slirp4j.portfwd.forward.Forwards;
import org.slirp4j.portfwd.forward.Protocol;
import org.slirp4j.tcpip.IpAddress;

/** Obeys slirp4netns's API: from a request's text to the reply's. */
final class Requests {
  private static final IpAddress ANY = IpAddress.v4(0);

  /** Who asked for the forwards that are made here. */
  private static final String SOURCE = "slirp4netns";

  private static final int MAX_PORT = 65_535;

  private final Forwards forwards;
  private final IpAddress guest;

  /**
   * Makes it.
   *
   * @param guest the container's address where a request names none
   */
  Requests(Forwards forwards, IpAddress guest) {
    this.forwards = forwards;
    this.guest = guest;
  }

  /** An argument that is missing or of no use. */
  private static final class BadArgument extends Exception {
    private static final long serialVersionUID = 1L;

    BadArgument(String name) {
      super("bad arguments." + name);
    }
  }

  /** Answers a request of which nothing more will come. */
  String answer(byte[] request) {
    String answer = answerIfWhole(request);
    return answer == null ? Replies.error("cannot parse JSON") : answer;
  }

  /** Answers a request, or returns null when more of it has to come. */
  @Nullable String answerIfWhole(byte[] request) {
    Object value = Json.parse(request);
    if (value == Json.Special.INCOMPLETE) {
      return null;
    }
    if (value == Json.Special.MALFORMED) {
      return Replies.error("cannot parse JSON");
    }
    if (!(value instanceof Map<?, ?> members)
        || !(members.get("execute") instanceof String command)) {
      return Replies.error("no execute found");
    }
    Map<?, ?> arguments = members.get("arguments") instanceof Map<?, ?> given ? given : Map.of();
    return switch (command) {
      case "add_hostfwd" -> add(arguments);
      case "list_hostfwd" -> Replies.entries(forwards, guest);
      case "remove_hostfwd" -> remove(arguments);
      default -> Replies.error("unknown execute");
    };
  }

  private String add(Map<?, ?> arguments) {
    try {
      return Replies.id(forwards.add(rule(arguments), SOURCE).id());
    } catch (BadArgument e) {
      return Replies.error("add_hostfwd: " + e.getMessage());
    } catch (ForwardException e) {
      return Replies.error("add_hostfwd: slirp_add_hostfwd failed: " + e.getMessage());
    }
  }

  private String remove(Map<?, ?> arguments) {
    Object close = arguments.get("close");
    if (close != null && !(close instanceof Boolean)) {
      return Replies.error("remove_hostfwd: bad arguments.close");
    }
    // The same words for an id that is none and for one that is not there, as slirp4netns 1.2
    // answers.
    boolean known =
        arguments.get("id") instanceof Long id
            && id == id.intValue()
            && forwards.remove(id.intValue(), Boolean.TRUE.equals(close));
    return known ? Replies.DONE : Replies.error("remove_hostfwd: bad arguments.id");
  }

  /** Reads what a forward is to be; in this order, which clients see by the first error. */
  private ForwardRule rule(Map<?, ?> arguments) throws BadArgument {
    return ForwardRule.of(
        protocol(arguments.get("proto")),
        host(arguments),
        port(arguments, "host_port"),
        guest(arguments),
        port(arguments, "guest_port"));
  }

  private static Protocol protocol(@Nullable Object name) throws BadArgument {
    if ("tcp".equals(name)) {
      return Protocol.TCP;
    }
    if ("udp".equals(name)) {
      return Protocol.UDP;
    }
    throw new BadArgument("proto");
  }

  /**
   * Reads where to listen. Who wants to be reached by IPv6 has to say where inside: slirp4netns,
   * which knows IPv4 alone, refuses such addresses, and its clients count on it.
   */
  private static IpAddress host(Map<?, ?> arguments) throws BadArgument {
    IpAddress address = address(arguments, "host_addr", ANY);
    if (!address.isV4() && isMissing(arguments.get("guest_addr"))) {
      throw new BadArgument("host_addr");
    }
    return address;
  }

  private IpAddress guest(Map<?, ?> arguments) throws BadArgument {
    IpAddress address = address(arguments, "guest_addr", guest);
    if (address.equals(ANY)) {
      return guest;
    }
    if (!isSomebody(address)) {
      throw new BadArgument("guest_addr");
    }
    return address;
  }

  private static IpAddress address(Map<?, ?> arguments, String name, IpAddress otherwise)
      throws BadArgument {
    Object text = arguments.get(name);
    if (isMissing(text)) {
      return otherwise;
    }
    IpAddress address = text instanceof String given ? AddressText.parse(given) : null;
    if (address == null) {
      throw new BadArgument(name);
    }
    return address;
  }

  private static boolean isMissing(@Nullable Object argument) {
    return argument == null || "".equals(argument);
  }

  private static int port(Map<?, ?> arguments, String name) throws BadArgument {
    if (arguments.get(name) instanceof Long port && port >= 1 && port <= MAX_PORT) {
      return port.intValue();
    }
    throw new BadArgument(name);
  }

  /** Tells whether an address may be a container's: no group, no loopback, not unspecified. */
  private static boolean isSomebody(IpAddress address) {
    if (address.isV4()) {
      int net = address.v4Bits() >>> 24;
      return net != 0 && net != 127 && net < 224;
    }
    return address.high() >>> 56 != 0xff && (address.high() != 0 || address.low() >>> 1 != 0);
  }
}
