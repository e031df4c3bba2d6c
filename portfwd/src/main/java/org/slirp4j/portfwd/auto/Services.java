package org.slirp4j.portfwd.auto;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The services of one container, sorted and bounded. */
final class Services {
  /** Most at a time: each holds a socket of the host for every address that it appears at. */
  static final int MAX_SERVICES = 256;

  private final Service[] sorted = new Service[MAX_SERVICES];
  private int count;

  int count() {
    return count;
  }

  Service get(int index) {
    return sorted[index];
  }

  /** Returns a service, or null when it is not known. */
  @Nullable Service find(boolean isUdp, int port) {
    int at = index(Service.key(isUdp, port));
    return at >= 0 ? sorted[at] : null;
  }

  /** Adds a service that is not there; false when there are too many. */
  boolean add(Service service) {
    if (count == MAX_SERVICES) {
      return false;
    }
    int at = -index(service.key()) - 1;
    System.arraycopy(sorted, at, sorted, at + 1, count - at);
    sorted[at] = service;
    count++;
    return true;
  }

  /** Removes the service at an index; those behind it move up. */
  void remove(int index) {
    System.arraycopy(sorted, index + 1, sorted, index, count - index - 1);
    count--;
  }

  void clear() {
    Arrays.fill(sorted, 0, count, null);
    count = 0;
  }

  private int index(int key) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int found = sorted[middle].key();
      if (found == key) {
        return middle;
      }
      if (found < key) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }
}
