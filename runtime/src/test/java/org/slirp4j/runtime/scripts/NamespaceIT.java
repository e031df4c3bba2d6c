package org.slirp4j.runtime.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.runtime.testing.Outcome;

/** A namespace by its process, by its path, from another program; each option where it is felt. */
@Tag("kernel")
final class NamespaceIT {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-c $child tap0",
        "--configure --mtu=65520 --disable-host-loopback $child tap11",
        "-c --netns-type=path --userns-path=/proc/$child/ns/user /proc/$child/ns/net tap0",
        "-c --enable-sandbox --enable-seccomp $child tap0",
      })
  void connects(String words) {
    Outcome outcome =
        Script.bash(
            "connect "
                + words
                + "\ninside ping -c 1 -W 5 203.0.113.80 | grep -o ' 0% packet loss'"
                + "\ninside curl -sSf http://203.0.113.80/hello\n");
    assertEquals(" 0% packet loss\nhello\n", outcome.outIfOk());
  }

  @Test
  void aNamespaceThatItsOwnerConfigures() {
    Outcome outcome =
        Script.bash(
            """
            connect $child tap0
            inside sh -c 'ip link set tap0 up; ip address add 10.0.2.77/24 dev tap0; ip route add default via 10.0.2.2'
            inside curl -sSf http://203.0.113.80/hello
            """);
    assertEquals("hello\n", outcome.outIfOk());
  }

  @Test
  void aTapThatWasThereBefore() {
    Outcome outcome =
        Script.bash(
            """
            inside sh -c 'ip tuntap add name tap0 mode tap; ip link set tap0 up
              ip address add 10.0.2.100/24 dev tap0; ip route add default via 10.0.2.2'
            connect --mtu=65520 $child tap0
            inside curl -sSf http://203.0.113.80/hello
            """);
    assertEquals("hello\n", outcome.outIfOk());
  }

  @Test
  void aContainerOfBubblewraps() {
    Outcome outcome =
        Script.bash(
            """
            mkfifo "$work/info"
            bwrap --bind / / --dev-bind /dev /dev --proc /proc --unshare-net --unshare-user --info-fd 6 \\
              sh -c 'until ip route | grep -q default; do sleep 0.1; done; curl -sSf http://203.0.113.80/hello' 6>"$work/info" &
            connect -c "$(jq '."child-pid"' <"$work/info")" tap0
            wait %2
            """);
    assertEquals("hello\n", outcome.outIfOk());
  }

  @Test
  void theHostsLoopbackDisabled() {
    Outcome outcome =
        Script.bash(
            """
            connect -c --disable-host-loopback $child tap0
            busybox httpd -f -p 127.0.0.1:9000 -h /mnt/www &
            inside ping -c 1 -W 5 10.0.2.2 | grep -o ' 0% packet loss'
            inside nc -w 5 10.0.2.2 9000 2>&1 || inside socat -u TCP:10.0.2.2:9000 - 2>&1 | grep -o 'Network is unreachable'
            """);
    assertTrue(outcome.outIfOk().startsWith(" 0% packet loss\n"), outcome.out());
    assertTrue(outcome.out().endsWith("Network is unreachable\n"), outcome.out());
  }

  @Test
  void theHostsLoopbackOpen() {
    Outcome outcome =
        Script.bash(
            """
            connect -c $child tap0
            busybox httpd -f -p 127.0.0.1:9000 -h /mnt/www &
            eventually inside curl -sSf http://10.0.2.2:9000/hello
            """);
    assertEquals("hello\n", outcome.outIfOk());
  }

  @Test
  void anotherNetwork() {
    Outcome outcome =
        Script.bash(
            """
            connect -c --cidr=10.9.8.0/24 $child tap0
            inside ip -4 -o address show tap0 | grep -o '10.9.8.100/24'
            inside ip route show default | grep -o 'via 10.9.8.2'
            inside nslookup web.example 10.9.8.3 | grep -o '203.0.113.80'
            """);
    assertEquals(
        List.of("10.9.8.100/24", "via 10.9.8.2", "203.0.113.80"),
        outcome.outIfOk().lines().toList());
  }

  @ParameterizedTest
  @CsvSource({
    "--outbound-addr=198.51.100.11,TCP4:203.0.113.80:7001,198.51.100.11",
    "--outbound-addr=eth1,TCP4:203.0.113.80:7001,192.0.2.10",
    "--enable-ipv6 --outbound-addr6=2001:db8:52::10,TCP6:[2001:db8:113::80]:7001,[2001:0db8:0052:0000:0000:0000:0000:0010]",
  })
  void outboundAddresses(String options, String target, String address) {
    Outcome outcome =
        Script.bash(
            "connect -c "
                + options
                + " $child tap0\naddress() { inside socat -u "
                + target
                + " - | grep .; }\neventually address\n");
    assertTrue(outcome.outIfOk().contains(address), outcome.out());
  }

  @Test
  void dnsDisabled() {
    Outcome outcome =
        Script.bash(
            """
            connect -c --disable-dns $child tap0
            inside timeout 1 nslookup -timeout=1 -retry=0 web.example 10.0.2.3 | grep -c 203.0.113.80
            inside nslookup web.example 203.0.113.53 | grep -o 203.0.113.80
            """);
    assertEquals("0\n203.0.113.80\n", outcome.outIfOk());
  }

  @Test
  void ipv6() {
    Outcome outcome =
        Script.bash(
            """
            connect -c --enable-ipv6 $child tap0
            global() { inside ip -6 address show tap0 | grep 'inet6 fd00::' | grep -v tentative; }
            eventually global >/dev/null
            inside ping -6 -c 1 -W 5 fd00::2 | grep -o ' 0% packet loss'
            inside curl -sSf 'http://[2001:db8:113::80]/hello'
            """);
    assertEquals(" 0% packet loss\nhello\n", outcome.outIfOk());
  }

  /** Until there is an address to connect from, a program has to hear so and try IPv4. */
  @Test
  void ipv6NeverHangsWhileAddressesAreTentative() {
    Outcome outcome =
        Script.bash(
            """
            connect -c --enable-ipv6 $child tap0
            for i in $(seq 25); do
              inside timeout 1 socat -u 'TCP6:[2001:db8:113::80]:7001' - >/dev/null 2>&1
              [[ $? != 124 ]] || echo hung
              sleep 0.1
            done
            """);
    assertEquals("", outcome.outIfOk());
  }

  @Test
  void ipv6FromTheLinkLocalAddress() {
    Outcome outcome =
        Script.bash(
            """
            connect -c --enable-ipv6 $child tap0
            global() { inside ip -6 address show tap0 | grep 'inet6 fd00::' | grep -v tentative; }
            eventually global >/dev/null
            local=$(inside ip -6 -o address show tap0 scope link | sed 's,.*\\(fe80[^/]*\\)/.*,\\1,')
            inside timeout 5 socat -u "TCP6:[2001:db8:113::80]:7001,bind=[$local%tap0]" -
            echo x | inside timeout 5 socat -t 2 - "UDP6:[2001:db8:113::80]:7001,bind=[$local%tap0]"
            inside ping -6 -c 1 -W 5 -I "$local%tap0" 2001:db8:113::80 | grep -o ' 0% packet loss'
            """);
    String host = "[2001:0db8:0051:0000:0000:0000:0000:0010]\n";
    assertEquals(host + host + " 0% packet loss\n", outcome.outIfOk());
  }

  @Test
  void sandbox() {
    Outcome outcome =
        Script.bash(
            """
            connect -c --enable-sandbox --enable-seccomp $child tap0
            ls "/proc/$slirp/root" | sort | grep -x -e etc -e run -e home -e root -e var
            cat /proc/$slirp/task/*/status | grep -E '^(Seccomp|NoNewPrivs|CapEff|CapPrm):' | sort | uniq | tr '\\t' ' '
            inside curl -sSf http://203.0.113.80/hello
            """);
    assertEquals(
        List.of(
            "etc",
            "run",
            "CapEff: 0000000000000400",
            "CapPrm: 0000000000000400",
            "NoNewPrivs: 1",
            "Seccomp: 2",
            "hello"),
        outcome.outIfOk().lines().toList());
  }

  @Test
  void theExitDescriptor() {
    Outcome outcome =
        Script.bash(
            """
            mkfifo "$work/exit"
            exec 6<>"$work/exit"
            exec 7>"$work/exit" 8<"$work/exit"
            exec 6>&-
            mkfifo "$work/ready"
            exec 5<>"$work/ready"
            "$helper" -c -r 3 -e 4 $child tap0 3>&5 4<&8 5>&- 7>&- 8<&- >"$work/log" 2>&1 &
            slirp=$!
            exec 8<&-
            read -r -n 1 -t 10 -u 5
            echo data >&7
            sleep 0.2
            kill -0 $slirp && echo alive
            exec 7>&-
            wait $slirp
            echo "ended with $?"
            inside ip -o link | grep -c tap0
            """);
    assertEquals("alive\nended with 0\n0\n", outcome.out(), outcome.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-R"})
  void iperf(String reverse) {
    Outcome outcome =
        Script.bash(
            "connect -c -m 65520 $child tap0\ninside iperf3 -c 203.0.113.80 -P 8 -t 1 -f m "
                + reverse
                + " | grep 'SUM.*receiver'\n");
    assertTrue(outcome.outIfOk().contains("Mbits/sec"), outcome.out());
  }
}
