package org.slirp4j.portfwd.dns;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.NameSource;
import org.slirp4j.tcpip.IpAddress;

/**
 * Answers queries for the names of {@link NameSource}s: neighbours, then zones; and for those of
 * the addresses that a neighbour or the container's own network has.
 */
final class OtherNames {
  /** How long such an answer holds: containers come and go. */
  static final int SECONDS = 5;

  /** Most addresses in an answer, so that it fits any client's room. */
  static final int MAX_ADDRESSES = 8;

  private static final int ANY = 255;

  private final NameSource own;
  private NameSource source = NameSource.NONE;
  private volatile NameSource zones = NameSource.NONE;

  /**
   * Makes them.
   *
   * @param own knows the names of the container's own addresses
   */
  OtherNames(NameSource own) {
    this.own = own;
  }

  /** Says who is asked from now on. */
  void source(NameSource names) {
    source = names;
  }

  /** Says who is asked after that. Any thread. */
  void zones(NameSource names) {
    zones = names;
  }

  /** Returns the answer, or null when somebody else has to be asked. */
  byte @Nullable [] answer(Request request) {
    Question question = request.question();
    if (question == null
        || DnsHeader.opcode(request.message()) != DnsHeader.QUERY
        || question.dnsClass() != Question.CLASS_IN) {
      return null;
    }
    String name = DnsName.dotted(question.name(request.message()));
    if (name == null) {
      return null;
    }
    List<IpAddress> addresses = source.addresses(name);
    if (addresses == null) {
      addresses = zones.addresses(name);
    }
    if (addresses != null) {
      return addresses(request, question.type(), addresses);
    }
    IpAddress reversed = ReverseName.address(name);
    NameSource knows = reversed == null || source.covers(reversed) ? source : own;
    return reversed == null || !knows.covers(reversed)
        ? null
        : pointer(request, question.type(), knows.name(reversed));
  }

  private static byte[] addresses(Request request, int type, List<IpAddress> addresses) {
    int code = addresses.isEmpty() ? DnsHeader.NO_SUCH_NAME : DnsHeader.NO_ERROR;
    Answer answer = new Answer(request, code, SECONDS);
    int added = 0;
    for (IpAddress address : addresses) {
      boolean asked = type == ANY || type == (address.isV4() ? Answer.TYPE_A : Answer.TYPE_AAAA);
      if (asked && added < MAX_ADDRESSES) {
        answer.addAddress(address);
        added++;
      }
    }
    return finish(request, answer, added);
  }

  private static byte[] pointer(Request request, int type, @Nullable String known) {
    String name = known != null && DnsName.isDotted(known) ? known : null;
    Answer answer =
        new Answer(request, name == null ? DnsHeader.NO_SUCH_NAME : DnsHeader.NO_ERROR, SECONDS);
    boolean asked = name != null && (type == Answer.TYPE_PTR || type == ANY);
    if (asked && name != null) {
      answer.addPointer(name);
    }
    return finish(request, answer, asked ? 1 : 0);
  }

  private static byte[] finish(Request request, Answer answer, int records) {
    if (request.ednsVersion() != 0) {
      Answer refusal = new Answer(request, DnsHeader.NO_ERROR, SECONDS);
      refusal.badVersion();
      return refusal.message();
    }
    if (records == 0) {
      answer.addAuthority();
    }
    return answer.message();
  }
}
