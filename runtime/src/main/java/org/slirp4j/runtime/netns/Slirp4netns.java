package org.slirp4j.runtime.netns;

import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.api.ApiSocket;
import org.slirp4j.portfwd.config.ResolverConfig;
import org.slirp4j.portfwd.splice.InsideSockets;
import org.slirp4j.portfwd.splice.ReservedSockets;
import org.slirp4j.runtime.Main;
import org.slirp4j.runtime.Out;
import org.slirp4j.runtime.Signals;
import org.slirp4j.runtime.StartTrace;
import org.slirp4j.runtime.cli.Attachment;
import org.slirp4j.runtime.cli.Slirp4netnsCommand;
import org.slirp4j.runtime.cli.Slirp4netnsOptions;
import org.slirp4j.runtime.cli.Slirp4netnsParser;
import org.slirp4j.runtime.cli.UsageException;
import org.slirp4j.runtime.engine.DeviceSource;
import org.slirp4j.runtime.engine.Engine;
import org.slirp4j.runtime.engine.EngineConfig;
import org.slirp4j.runtime.engine.EngineFault;
import org.slirp4j.runtime.engine.NamespaceDevice;
import org.slirp4j.runtime.sandbox.Confinement;
import org.slirp4j.runtime.sandbox.OwnUserNamespace;
import org.slirp4j.tapdev.NamespaceTarget;
import org.slirp4j.tapdev.SeqpacketListener;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.TapDevice;
import org.slirp4j.tapdev.libc.ProcessCalls;
import org.slirp4j.tcpip.IpAddress;

/** The program slirp4netns. */
public final class Slirp4netns {
  private Slirp4netns() {}

  /** Obeys the words from {@code first} on; returns an exit status or {@link Main#STAYS}. */
  public static int run(String[] words, int first) {
    try {
      Slirp4netnsCommand command = Slirp4netnsParser.parse(words, first);
      // No pattern switch: its first use costs 20 ms of start-up.
      if (command instanceof Slirp4netnsOptions options) {
        return stay(options);
      }
      Out.printText(
          command == Slirp4netnsCommand.Text.HELP ? "slirp4netns.help" : "slirp4netns.version");
      return 0;
    } catch (UsageException e) {
      System.err.println(e.getMessage());
      if (e.usageWanted()) {
        Out.printText("slirp4netns.help");
      }
      return 1;
    } catch (SystemCallException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static int stay(Slirp4netnsOptions options) throws SystemCallException {
    Engine engine = connect(options, new End());
    StartTrace.print();
    Signals.printCountersOnRequest(engine);
    return Main.STAYS;
  }

  /**
   * Connects the namespace and tells so.
   *
   * @param end what ends the process
   */
  public static Engine connect(Slirp4netnsOptions options, End end) throws SystemCallException {
    StartTrace.ended("options read");
    Confinement confinement = new Confinement(options.sandbox(), options.seccomp());
    if (confinement.needsUserNamespace()) {
      throw beginAgain(options);
    }
    Out.print(options.warnings());
    int readyFd = ReadyFd.opened(options.readyFd());
    boolean caller = options.exitFd() < 0 || InheritedFd.isOpen(options.exitFd());
    Engine.Prepared prepared = Engine.prepare(config(options));
    ApiSocket api = bind(options, prepared);
    Engine engine;
    ReservedSockets reserved;
    try {
      engine = connect(prepared, options, caller, confinement, end);
      end.engine = engine;
      StartTrace.ended("engine started");
      Signals.endAtOnce();
      Signals.passEarlyRequests();
      reserved = InsideReserve.of(options);
      confine(confinement, engine);
    } catch (SystemCallException e) {
      if (api != null) {
        api.close();
      }
      throw e;
    }
    Out.print(StartLines.of(options));
    ReadyFd.tell(readyFd);
    StartTrace.ended("ready");
    if (options.fast()) {
      engine.preferSpeed(true);
    }
    if (reserved == null) {
      reachInside(engine, options);
    } else {
      engine.reachInside(reserved);
    }
    if (api != null) {
      engine.serve(api, IpAddress.v4(options.network().cidr().guest()));
    }
    if (caller) {
      watch(engine, options, end);
    } else {
      engine.exitSoon(0); // not open at all: as if it had hung up
    }
    return engine;
  }

  /** Has forwards skip the TAP, if the namespace can still be entered. */
  private static void reachInside(Engine engine, Slirp4netnsOptions options) {
    InsideSockets entrance = InsideReserve.entrance(options);
    if (entrance != null) {
      engine.reachInside(entrance);
    }
  }

  /** Makes the API socket, before the TAP can be seen: then clients may come. */
  private static @Nullable ApiSocket bind(Slirp4netnsOptions options, Engine.Prepared prepared)
      throws SystemCallException {
    if (options.apiSocket() == null) {
      return null;
    }
    int bound = OwnUserNamespace.apiFd();
    if (bound >= 0) {
      return ApiSocket.inherited(options.apiSocket(), bound);
    }
    try {
      return ApiSocket.bind(options.apiSocket());
    } catch (SystemCallException e) {
      prepared.abandon();
      throw e;
    }
  }

  private static Engine connect(
      Engine.Prepared prepared,
      Slirp4netnsOptions options,
      boolean caller,
      Confinement confinement,
      End end)
      throws SystemCallException {
    return options.attachment() instanceof Attachment.BessPeer peer
        ? connect(prepared, peer, caller ? options.exitFd() : -1, confinement, end)
        : prepared.connect(new ConfinedDevice(source(options.attachment()), confinement), end);
  }

  private static EngineConfig config(Slirp4netnsOptions options) {
    return new EngineConfig(options.network(), ResolverConfig.DEFAULT, true, null);
  }

  private static void confine(Confinement confinement, Engine engine) throws SystemCallException {
    try {
      confinement.enter();
      StartTrace.ended("confined");
    } catch (SystemCallException e) {
      engine.stop();
      throw e;
    }
  }

  /** Begins again as somebody who can make a sandbox, with what that one could not open. */
  private static SystemCallException beginAgain(Slirp4netnsOptions options)
      throws SystemCallException {
    OwnUserNamespace.check();
    String apiPath = options.apiSocket();
    try (ApiSocket api = apiPath == null ? null : ApiSocket.bind(apiPath);
        TapDevice tap = namespaceTap(options);
        ReservedSockets inside = InsideReserve.of(options)) {
      return OwnUserNamespace.begin(
          new OwnUserNamespace.Kept(
              tap == null ? -1 : tap.descriptor().intValue(),
              api == null ? -1 : api.fd(),
              inside == null ? new int[0] : inside.streams(true),
              inside == null ? new int[0] : inside.streams(false)),
          options.readyFd(),
          options.exitFd(),
          options.attachment() instanceof Attachment.InheritedTap inherited ? inherited.fd() : -1);
    }
  }

  private static @Nullable TapDevice namespaceTap(Slirp4netnsOptions options)
      throws SystemCallException {
    return options.attachment() instanceof Attachment.NamespaceTap
        ? source(options.attachment()).open(config(options))
        : null;
  }

  private static DeviceSource source(Attachment attachment) {
    if (OwnUserNamespace.tapFd() >= 0) {
      return new InheritedDevice(OwnUserNamespace.tapFd());
    }
    if (attachment instanceof Attachment.NamespaceTap tap) {
      return new NamespaceDevice(tap.target(), tap.tapName(), tap.configured(), tap.macAddress());
    }
    return new InheritedDevice(((Attachment.InheritedTap) attachment).fd());
  }

  /** Waits for a peer, ready to end before it has come. */
  private static Engine connect(
      Engine.Prepared prepared,
      Attachment.BessPeer peer,
      int exitFd,
      Confinement confinement,
      End end)
      throws SystemCallException {
    try (SeqpacketListener listener = SeqpacketListener.bind(peer.path())) {
      end.waiting = listener;
      end.gone = ": the peer has closed its end of the connection; ending";
      Signals.endAtOnce();
      Out.print("Waiting for connection to " + peer.path() + "\n");
      if (exitFd >= 0) {
        prepared.watchHangUp(exitFd, end::over, () -> {});
      }
      return prepared.connect(new ConfinedDevice(config -> listener.accept(), confinement), end);
    } catch (SystemCallException e) {
      prepared.abandon();
      throw e;
    }
  }

  private static void watch(Engine engine, Slirp4netnsOptions options, End end) {
    int fd = options.exitFd();
    if (fd >= 0 && end.waiting == null) {
      engine.watchHangUp(
          fd,
          end::over,
          () -> System.err.println("WARNING: exit-fd " + fd + " is of a kind that never hangs up"));
    }
    if (options.attachment() instanceof Attachment.NamespaceTap tap
        && tap.target() instanceof NamespaceTarget.OfPid process) {
      engine.watchContainer(process.pid(), end::over);
    }
  }

  /** What ends the process, on the loop's thread. */
  public static class End implements Engine.Listener {
    private volatile @Nullable Engine engine;
    private volatile @Nullable SeqpacketListener waiting;
    private volatile String gone =
        " is gone: somebody has deleted the interface in the namespace; ending";

    @Override
    public void onDeviceGone(String name) {
      System.err.println(name + gone);
      over();
    }

    @Override
    public void onFailed(Throwable fault) {
      System.err.println(EngineFault.line(fault) + "; ending");
      ProcessCalls.exit(1);
    }

    /** Ends with status 0. */
    protected void over() {
      Engine running = engine;
      if (running != null) {
        running.exit(0);
        return;
      }
      SeqpacketListener listener = waiting;
      if (listener != null) {
        listener.close();
      }
      ProcessCalls.exit(0);
    }
  }
}
