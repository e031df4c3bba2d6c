package org.slirp4j.runtime.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.testing.HostServer;
import org.slirp4j.runtime.testing.Image;
import org.slirp4j.runtime.testing.Namespace;
import org.slirp4j.runtime.testing.Outcome;
import org.slirp4j.runtime.testing.Slirp4netnsProcess;

/** A namespace that slirp4netns has connected, seen by ordinary programs inside. */
@Tag("kernel")
class ConnectIT {
  private static final int MEBIBYTES_8 = 8 << 20;

  private Namespace namespace;

  @BeforeEach
  void make() {
    namespace = Namespace.make();
  }

  @AfterEach
  void end() {
    namespace.close();
  }

  @Test
  void configuresTheInterface() {
    try (Slirp4netnsProcess helper = Slirp4netnsProcess.ready("-c", namespace.pid(), "tap0")) {
      assertTrue(helper.isAlive());
      assertEquals(List.of("lo", "tap0"), namespace.interfaces());
      String addresses = namespace.inside("ip", "-4", "-o", "address").outIfOk();
      assertTrue(addresses.contains("lo    inet 127.0.0.1/8"), addresses);
      assertTrue(addresses.contains("tap0    inet 10.0.2.100/24"), addresses);
      String link = namespace.inside("ip", "-o", "link", "show", "tap0").outIfOk();
      assertTrue(link.contains("mtu 1500") && link.contains(",UP,"), link);
      String routes = namespace.inside("ip", "route").outIfOk();
      assertTrue(routes.startsWith("default via 10.0.2.2 dev tap0"), routes);
      assertTrue(helper.log().startsWith("Starting slirp\n* MTU:             1500\n"));
    }
  }

  @Test
  void takesAddressesFromTheCommandLine() {
    String[] words = {
      "-c",
      "--mtu=9000",
      "--cidr=172.20.0.0/16",
      "--macaddress=02:00:5e:10:00:01",
      namespace.pid(),
      "a23456789012345xyz"
    };
    try (Slirp4netnsProcess helper = Slirp4netnsProcess.ready(words)) {
      assertTrue(helper.isAlive());
      String device = "a23456789012345";
      String link = namespace.inside("ip", "address", "show", device).outIfOk();
      assertTrue(link.contains("mtu 9000"), link);
      assertTrue(link.contains("link/ether 02:00:5e:10:00:01"), link);
      assertTrue(link.contains("inet 172.20.0.100/16"), link);
      namespace.inside("ping", "-c1", "-W5", "172.20.0.2").outIfOk();
      namespace.inside("ping", "-c1", "-W5", "172.20.0.3").outIfOk();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1500, 65_520, 576})
  void carriesPingsAndFiles(int mtu) {
    try (HostServer server = new HostServer();
        Slirp4netnsProcess helper =
            Slirp4netnsProcess.ready("-c", "-m", Integer.toString(mtu), namespace.pid(), "tap0")) {
      assertTrue(helper.isAlive());
      namespace.inside("ping", "-c2", "-i0.2", "-W5", "10.0.2.2").outIfOk();
      namespace.inside("ping", "-c1", "-s3000", "-W5", "10.0.2.2").outIfOk();
      String url = "http://10.0.2.2:" + server.port() + "/" + MEBIBYTES_8;
      String hash = HostServer.hash(MEBIBYTES_8);
      String down = namespace.insideShell("curl -sS -m 20 " + url + " | sha256sum").outIfOk();
      assertEquals(hash, down.substring(0, hash.length()));
      String up =
          namespace
              .insideShell("curl -sS -m 20 " + url + " | curl -sS -m 20 --data-binary @- " + url)
              .outIfOk();
      assertEquals(hash, up);
    }
  }

  @Test
  void relaysDns() {
    try (Slirp4netnsProcess helper = Slirp4netnsProcess.ready("-c", namespace.pid(), "tap0")) {
      assertTrue(helper.isAlive());
      // Whatever the host's name servers say, or that they say nothing: there is an answer.
      String dig = "dig +time=15 +tries=1 @10.0.2.3 localhost A";
      String answer = namespace.insideShell(dig).outIfOk();
      assertTrue(answer.contains("->>HEADER<<-"), answer);
    }
  }

  @Test
  void keepsTheHostsLoopbackShutWhenTold() {
    try (HostServer server = new HostServer();
        Slirp4netnsProcess helper =
            Slirp4netnsProcess.ready("-c", "--disable-host-loopback", namespace.pid(), "tap0")) {
      assertFalse(helper.log().contains("WARNING"), helper.log());
      namespace.inside("ping", "-c1", "-W5", "10.0.2.2").outIfOk();
      Outcome curl = namespace.insideShell("curl -sv -m 5 http://10.0.2.2:" + server.port() + "/0");
      assertNotEquals(0, curl.status());
      assertTrue(curl.err().contains("Network is unreachable"), curl.err());
    }
  }

  @Test
  void tellsRefusedFromOpenPorts() {
    int closed;
    try (HostServer server = new HostServer()) {
      closed = server.port();
    }
    try (Slirp4netnsProcess helper = Slirp4netnsProcess.ready("-c", namespace.pid(), "tap0")) {
      assertTrue(helper.isAlive());
      Outcome curl = namespace.insideShell("curl -sv -m 5 http://10.0.2.2:" + closed + "/");
      assertTrue(curl.err().contains("Connection refused"), curl.err());
    }
  }

  @Test
  void entersByPath() {
    try (Slirp4netnsProcess helper =
        Slirp4netnsProcess.ready("-c", "--netns-type=path", namespace.path(), "tap0")) {
      assertTrue(helper.isAlive());
      namespace.inside("ping", "-c1", "-W5", "10.0.2.2").outIfOk();
    }
  }

  /** As RootlessKit does: by path, with the user namespace named. */
  @Test
  void entersByPathAndUserNamespace() {
    String userns = "--userns-path=/proc/" + namespace.pid() + "/ns/user";
    try (Slirp4netnsProcess helper =
        Slirp4netnsProcess.ready("-c", userns, "--netns-type=path", namespace.path(), "tap0")) {
      assertTrue(helper.isAlive());
      namespace.inside("ping", "-c1", "-W5", "10.0.2.2").outIfOk();
    }
  }

  /** As RootlessKit does: the TAP is there, persistent, and nothing is to be configured. */
  @Test
  void attachesToATapThatIsThere() {
    namespace
        .insideShell(
            "ip tuntap add name tap0 mode tap && ip link set tap0 address 02:50:00:00:00:01 mtu"
                + " 65520 && ip address add 10.0.2.100/24 dev tap0 && ip link set tap0 up && ip"
                + " route add default via 10.0.2.2")
        .outIfOk();
    try (HostServer server = new HostServer();
        Slirp4netnsProcess helper =
            Slirp4netnsProcess.ready("--mtu", "65520", namespace.pid(), "tap0")) {
      String url = "http://10.0.2.2:" + server.port() + "/" + MEBIBYTES_8;
      String down = namespace.insideShell("curl -sS -m 20 " + url + " | sha256sum").outIfOk();
      assertTrue(down.startsWith(HostServer.hash(MEBIBYTES_8)), down);
      helper.hangUp();
      assertEquals(0, helper.awaitEnd());
      assertEquals(List.of("lo", "tap0"), namespace.interfaces());
    }
  }

  /** As podman does: root of a user namespace connects a network namespace that this one owns. */
  @Test
  void worksFromInsideTheUserNamespace() {
    String line =
        "unshare -n sleep 100 & pid=$!; until [ \"$(cat /proc/$pid/comm)\" = sleep ]; do :; done;"
            + " mkfifo ready; "
            + Image.program("slirp4netns")
            + " --enable-sandbox --enable-seccomp --enable-ipv6 -c -r 3 --netns-type=path"
            + " /proc/$pid/ns/net tap0 3>ready >log 2>&1 & helper=$!; cat ready; cat log;"
            + " nsenter -n -t $pid ping -c1 -W5 10.0.2.2; status=$?; kill $helper $pid;"
            + " rm ready log; exit $status";
    Outcome outcome =
        Outcome.of("unshare", "--user", "--map-root-user", "sh", "-c", "cd $(mktemp -d); " + line);
    assertTrue(outcome.outIfOk().contains("1Starting slirp\n"), outcome.out());
  }
}
