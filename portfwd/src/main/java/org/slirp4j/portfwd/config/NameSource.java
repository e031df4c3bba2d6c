package org.slirp4j.portfwd.config;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.tcpip.IpAddress;

/**
 * Names that the host's name servers do not know, such as those of other containers. Asked on the
 * loop's thread for every query, before anybody else; answers at once and throws nothing.
 */
public interface NameSource {
  /** Knows no name. */
  NameSource NONE =
      new NameSource() {
        @Override
        public @Nullable List<IpAddress> addresses(String name) {
          return null;
        }

        @Override
        public boolean covers(IpAddress address) {
          return false;
        }

        @Override
        public @Nullable String name(IpAddress address) {
          return null;
        }
      };

  /**
   * Returns the addresses of a name, of either family; none when there is no such name, and nobody
   * else is to be asked; null when it is not for this source to tell.
   *
   * @param name in lower case, without the dot at the end
   */
  @Nullable List<IpAddress> addresses(String name);

  /** Tells whether only this source knows the name of an address, if it has one. */
  boolean covers(IpAddress address);

  /** Returns the name of an address that it {@link #covers}, or null when it has none. */
  @Nullable String name(IpAddress address);
}
