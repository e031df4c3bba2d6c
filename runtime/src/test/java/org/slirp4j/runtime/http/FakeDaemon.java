package org.slirp4j.runtime.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** The daemon's socket with a control that only pretends. */
public final class FakeDaemon {
  private FakeDaemon() {}

  /** Serves a control's clients; closing it ends that. */
  public static AutoCloseable start(FakeControl control, Path socket) throws IOException {
    HttpServer server = new HttpServer(Limits.DEFAULT, peer -> true);
    server.listen(
        socket,
        Apis.daemon(control, Objects.requireNonNull(socket.getParent()), new LongAdder(), () -> {}),
        null);
    return server;
  }
}
