package org.slirp4j.portfwd.dns;

import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.host.HostAddress;
import org.slirp4j.portfwd.policy.Loopback;
import org.slirp4j.portfwd.report.Log;
import org.slirp4j.portfwd.report.LogGate;
import org.slirp4j.tcpip.IpAddress;

/**
 * The host's name servers: the {@code nameserver} lines of resolv.conf(5), in their order.
 *
 * <p>Whenever it is asked, but once a second at the most, it looks whether the file has become
 * another one, by file, time and size, and then reads it again. While it cannot be read, the
 * servers known before stay.
 */
final class ResolvConf {
  /** More than any resolver uses: glibc stops at 3 (MAXNS). */
  static final int MAX_SERVERS = 8;

  private static final int MAX_BYTES = 64 << 10;
  private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path path;
  private final int port;
  private final LongSupplier clock;
  private final LogGate gate;

  // What was read and is parsed when it is first asked for: in the first milliseconds of a
  // container only one of both is.
  private @Nullable String serversText;
  private @Nullable String searchText;
  private List<HostAddress> servers;
  private List<String> searchDomains = List.of();
  private @Nullable Stamp stamp;
  private boolean looked;
  private long lookedAtNanos;

  ResolvConf(Path path, int port, LongSupplier clock, Log log) {
    this.path = path;
    this.port = port;
    this.clock = clock;
    this.gate = new LogGate(log);
    this.servers = withDefault(List.of());
  }

  /** Returns the name servers, at least one and at most {@link #MAX_SERVERS}. */
  List<HostAddress> servers() {
    lookAgain();
    return parsedServers();
  }

  /** Returns the domains to search, at most {@link SearchList#MAX_DOMAINS}. */
  List<String> searchDomains() {
    lookAgain();
    String text = searchText;
    if (text != null) {
      searchDomains = SearchList.parse(text);
      searchText = null;
    }
    return searchDomains;
  }

  private List<HostAddress> parsedServers() {
    String text = serversText;
    if (text != null) {
      servers = parse(text);
      serversText = null;
    }
    return servers;
  }

  private void lookAgain() {
    long now = clock.getAsLong();
    if (!looked || now - lookedAtNanos >= LOOK_EVERY_NANOS) {
      looked = true;
      lookedAtNanos = now;
      look(now);
    }
  }

  private void look(long now) {
    try {
      Stamp current = Stamp.of(Files.readAttributes(path, BasicFileAttributes.class));
      if (!current.isSame(stamp)) {
        String text = read();
        serversText = text;
        searchText = text;
        stamp = current;
      }
    } catch (IOException e) {
      if (gate.opens(now)) {
        gate.warn("read " + path + ": " + e + ": name servers stay " + parsedServers());
      }
    }
  }

  private String read() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    }
  }

  private List<HostAddress> parse(String text) {
    return withDefault(
        text.lines()
            .map(line -> line.strip().split("\\s+", 3))
            .filter(words -> words.length >= 2 && words[0].equals("nameserver"))
            .flatMap(words -> address(words[1]).stream())
            .distinct()
            .limit(MAX_SERVERS)
            .toList());
  }

  // resolv.conf(5): "If no nameserver entries are present, the default is to use the name server on
  // the local machine."
  private List<HostAddress> withDefault(List<HostAddress> found) {
    return found.isEmpty() ? List.of(new HostAddress(Loopback.V4, port, 0)) : found;
  }

  // Whatever is no address, or of an interface that does not exist, is skipped, as by other
  // resolvers.
  private Optional<HostAddress> address(String text) {
    int percent = text.indexOf('%');
    int scopeId = percent < 0 ? 0 : interfaceIndex(text.substring(percent + 1));
    try {
      InetAddress parsed = InetAddress.ofLiteral(percent < 0 ? text : text.substring(0, percent));
      ByteBuffer bytes = ByteBuffer.wrap(parsed.getAddress());
      IpAddress address =
          parsed instanceof Inet6Address
              ? new IpAddress(bytes.getLong(), bytes.getLong())
              : IpAddress.v4(bytes.getInt());
      return scopeId < 0 ? Optional.empty() : Optional.of(new HostAddress(address, port, scopeId));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static int interfaceIndex(String name) {
    try {
      NetworkInterface found = NetworkInterface.getByName(name);
      return found == null ? -1 : found.getIndex();
    } catch (SocketException e) {
      return -1;
    }
  }

  /** What changes when the file is written or replaced. */
  private record Stamp(@Nullable Object fileKey, FileTime modified, long bytes) {
    static Stamp of(BasicFileAttributes attributes) {
      return new Stamp(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
    }

    // Not the record's own equals, whose first use takes a dozen milliseconds.
    boolean isSame(@Nullable Stamp other) {
      return other != null
          && bytes == other.bytes
          && modified.equals(other.modified)
          && Objects.equals(fileKey, other.fileKey);
    }
  }
}
