package org.slirp4j.portfwd.dns;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;

/**
 * The names that stand for the host, to podman's and Docker's users. They are the gateway's,
 * whether or not the policy lets the container talk to the host: who may not is told so at once,
 * and no such name ever leaves the machine.
 */
final class LocalNames {
  private static final Set<String> NAMES =
      Set.of(
          wire("host", "containers", "internal"),
          wire("host", "docker", "internal"),
          wire("gateway", "docker", "internal"));

  private static final int ANY = 255; // RFC 8482, 4.1: one of what there is will do

  private final IpAddress gateway;
  private final @Nullable IpAddress gateway6;

  /**
   * Makes them.
   *
   * @param gateway6 null where the container has no IPv6
   */
  LocalNames(IpAddress gateway, @Nullable IpAddress gateway6) {
    this.gateway = gateway;
    this.gateway6 = gateway6;
  }

  /** Returns the answer, or null when somebody else has to be asked. */
  byte @Nullable [] answer(Request request) {
    Question question = request.question();
    if (question == null
        || DnsHeader.opcode(request.message()) != DnsHeader.QUERY
        || question.dnsClass() != Question.CLASS_IN
        || !NAMES.contains(question.name(request.message()))) {
      return null;
    }
    Answer answer = new Answer(request, DnsHeader.NO_ERROR);
    IpAddress address = address(question.type());
    if (request.ednsVersion() != 0) {
      answer.badVersion();
    } else if (address != null) {
      answer.addAddress(address);
    } else {
      answer.addAuthority();
    }
    return answer.message();
  }

  private @Nullable IpAddress address(int type) {
    return switch (type) {
      case Answer.TYPE_A, ANY -> gateway;
      case Answer.TYPE_AAAA -> gateway6;
      default -> null;
    };
  }

  /** Returns a name as it stands in messages: each label after its length. */
  private static String wire(String... labels) {
    StringBuilder name = new StringBuilder();
    for (String label : labels) {
      name.append((char) label.length()).append(label);
    }
    return name.append((char) 0).toString();
  }
}
