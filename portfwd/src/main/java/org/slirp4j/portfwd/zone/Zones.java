package org.slirp4j.portfwd.zone;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.NameSource;
import org.slirp4j.tcpip.IpAddress;

/** A container's zones. They are added by any thread, and read by the loop's without waiting. */
public final class Zones implements NameSource {
  /** Most zones. */
  public static final int MAX_ZONES = 64;

  /** The longest name first: it knows best. */
  private volatile List<Zone> zones = List.of();

  /**
   * Adds a zone. One of this name gets its names before those that it has, and its default, if
   * there is one.
   *
   * @return false when there are too many zones, or names in it
   */
  public synchronized boolean add(Zone zone) {
    List<Zone> all = new ArrayList<>(zones);
    Zone added = zone;
    for (Zone each : zones) {
      if (each.name().equals(zone.name())) {
        added = merged(zone, each);
        all.remove(each);
      }
    }
    all.add(added);
    if (all.size() > MAX_ZONES || added.hosts().size() > Zone.MAX_HOSTS) {
      return false;
    }
    all.sort(Comparator.comparingInt((Zone each) -> each.name().length()).reversed());
    zones = List.copyOf(all);
    return true;
  }

  private static Zone merged(Zone newer, Zone older) {
    LinkedHashSet<Zone.Host> hosts = new LinkedHashSet<>(newer.hosts());
    for (Zone.Host each : older.hosts()) {
      if (newer.hosts().stream().noneMatch(host -> host.name().equals(each.name()))) {
        hosts.add(each);
      }
    }
    IpAddress otherwise = newer.otherwise() == null ? older.otherwise() : newer.otherwise();
    return new Zone(newer.name(), List.copyOf(hosts), otherwise);
  }

  /** Returns all zones. */
  public List<Zone> all() {
    return zones;
  }

  @Override
  public @Nullable List<IpAddress> addresses(String name) {
    for (Zone zone : zones) {
      if (zone.covers(name)) {
        return zone.addresses(name);
      }
    }
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
}
