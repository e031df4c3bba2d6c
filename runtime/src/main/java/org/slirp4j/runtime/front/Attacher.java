package org.slirp4j.runtime.front;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slirp4j.portfwd.api.ApiSocket;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tcpip.IpAddress;

/**
 * Attaches containers for fronts, on a worker's thread.
 *
 * <p>Who starts a helper for the same namespace or with the same API socket as one that has just
 * died finds both free; the daemon may still be detaching. Then it tries again, until nobody is
 * being detached any more.
 */
final class Attacher {
  private static final int MAX_TRIES = 250;
  private static final int PAUSE_MILLIS = 2;

  private final Control control;
  private final BooleanSupplier somebodyLeaves;

  /** Makes one; {@code somebodyLeaves} tells whether a front's container is being detached. */
  Attacher(Control control, BooleanSupplier somebodyLeaves) {
    this.control = control;
    this.somebodyLeaves = somebodyLeaves;
  }

  /**
   * Binds the API socket, attaches the container and serves the socket's clients.
   *
   * @throws ControlException when it cannot be attached; nothing is left behind
   * @throws SystemCallException when there can be no such socket
   */
  ContainerInfo attach(Front.Wish wish) throws ControlException, SystemCallException {
    for (int tries = 1; ; tries++) {
      try {
        return attachNow(wish);
      } catch (ControlException e) {
        if (e.kind() != ControlException.Kind.CONFLICT || !pause(tries)) {
          throw e;
        }
      } catch (SystemCallException e) {
        if (e.errno() != Errno.EADDRINUSE || !pause(tries)) {
          throw e;
        }
      }
    }
  }

  /** Waits a little; tells whether it may be different now. Once it is worth trying in any case. */
  private boolean pause(int tries) {
    boolean worth = somebodyLeaves.getAsBoolean() || tries == 1;
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return worth && tries < MAX_TRIES;
  }

  private ContainerInfo attachNow(Front.Wish wish) throws ControlException, SystemCallException {
    String path = wish.apiPath();
    ApiSocket api = path == null ? null : ApiSocket.bind(path); // before the TAP can be seen
    boolean served = api == null;
    try {
      ContainerInfo info = control.attach(wish.request());
      if (api != null) {
        serve(api, info.name(), wish.guest());
        served = true;
      }
      return info;
    } finally {
      if (api != null && !served) {
        api.close();
      }
    }
  }

  private void serve(ApiSocket api, String container, int guest) throws ControlException {
    try {
      control.engine(container).serve(api, IpAddress.v4(guest));
    } catch (ControlException | RuntimeException e) {
      control.detach(container, true);
      throw e;
    }
  }
}
