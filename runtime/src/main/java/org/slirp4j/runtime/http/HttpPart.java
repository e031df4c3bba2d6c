package org.slirp4j.runtime.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.Event;
import org.slirp4j.runtime.daemon.DaemonContext;
import org.slirp4j.runtime.daemon.DaemonPart;

/** The daemon's part that speaks HTTP: its own socket, and one for each attached container. */
public final class HttpPart implements DaemonPart {
  @Override
  public Running start(DaemonContext context) throws IOException {
    Doorkeeper doorkeeper = new Doorkeeper(context.log()::warn);
    HttpServer server = new HttpServer(Limits.DEFAULT, doorkeeper);
    try {
      ContainerSockets sockets = new ContainerSockets(server, doorkeeper, context);
      List<Route> routes =
          Apis.daemon(
              context.control(), context.folder().path(), server.requests(), sockets::match);
      HttpServer.Listening listening =
          context.apiFd() >= 0
              ? server.adopt(context.apiFd(), routes, null)
              : server.listen(context.folder().apiSocket(), routes, null);
      sockets.start();
      return () -> {
        listening.close(); // its file goes with it
        sockets.stop();
        server.close();
      };
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** The sockets {@code containers/NAME.sock}, which come and go with their containers. */
  private static final class ContainerSockets {
    private final HttpServer server;
    private final Doorkeeper doorkeeper;
    private final DaemonContext context;
    private final Control control;
    private final Map<String, HttpServer.Listening> sockets = new HashMap<>();
    private final Map<Long, Home> homes = new HashMap<>(); // by containers' ids
    private Control.@Nullable Subscription subscription;
    private boolean stopped;

    ContainerSockets(HttpServer server, Doorkeeper doorkeeper, DaemonContext context) {
      this.server = server;
      this.doorkeeper = doorkeeper;
      this.context = context;
      this.control = context.control();
    }

    void start() throws IOException {
      try {
        subscription = control.subscribe(this::onEvent);
      } catch (ControlException e) {
        throw new IOException(e.getMessage(), e);
      }
      match();
    }

    private void onEvent(Event event) {
      if (event.type().startsWith("container.")) {
        match();
      }
    }

    /** Makes the sockets that are missing and closes those whose container has gone. */
    private synchronized void match() {
      if (stopped) {
        return;
      }
      Set<String> attached = new HashSet<>();
      Set<Long> ids = new HashSet<>();
      for (ContainerInfo each : control.containers()) {
        if (each.state() == ContainerInfo.State.ATTACHED) {
          attached.add(each.name());
          ids.add(each.id());
          homes.computeIfAbsent(each.id(), id -> Home.of(each));
        }
      }
      homes.keySet().retainAll(ids);
      doorkeeper.homes(homes.values());
      Iterator<Map.Entry<String, HttpServer.Listening>> old = sockets.entrySet().iterator();
      while (old.hasNext()) {
        Map.Entry<String, HttpServer.Listening> each = old.next();
        if (!attached.contains(each.getKey())) {
          each.getValue().close();
          old.remove();
        }
      }
      for (String name : attached) {
        if (!sockets.containsKey(name)) {
          open(name);
        }
      }
    }

    private void open(String name) {
      Path path = context.folder().containers().resolve(name + ".sock");
      try {
        List<Route> routes = Apis.container(control, context.folder().path());
        sockets.put(name, server.listen(path, routes, name));
      } catch (IOException e) {
        context.log().warn("container " + name + " has no socket of its own: " + e.getMessage());
      }
    }

    synchronized void stop() {
      stopped = true;
      if (subscription != null) {
        subscription.close();
      }
      sockets.values().forEach(HttpServer.Listening::close);
      sockets.clear();
    }
  }
}
