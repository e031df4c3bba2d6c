package org.slirp4j.runtime.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slirp4j.runtime.testing.Outcome;
import org.slirp4j.runtime.testing.Surroundings;

/**
 * What the container finds out about a path beyond the host: its hops and its MTU.
 *
 * <pre>
 *   container ── "host" 10.9.0.1 ── 10.9.0.2 router 10.9.1.1 ── 10.9.1.2 router 10.9.2.1 ── 10.9.2.2
 *                  fd99::1          fd99::2    fd99:1::1    fd99:1::2   fd99:2::1    fd99:2::2
 *                                                                          MTU 1400
 * </pre>
 */
@Tag("kernel")
final class PathIT {
  private static final String HOST =
      """
      set -e
      ip link set lo up
      echo "0 0" >/proc/sys/net/ipv4/ping_group_range
      make() { # a namespace that forwards; its process is $made
        unshare --net sleep 100 &
        made=$!
        until its=$(readlink /proc/$made/ns/net) && [[ $its != "$(readlink /proc/self/ns/net)" ]]; do
          sleep 0.01
        done
        nsenter --net --target $made sh -c 'ip link set lo up
          echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
          echo 0 >/proc/sys/net/ipv4/icmp_ratelimit; echo 0 >/proc/sys/net/ipv6/icmp/ratelimit'
      }
      make; one=$made; make; two=$made; make; end=$made
      trap 'kill $one $two $end $child $slirp' EXIT
      link() { # process, its interface, network, process, its interface, MTU
        nsenter --net --target $1 ip link add name $2 mtu $6 type veth peer name $5 mtu $6 netns $4
        nsenter --net --target $1 sh -c "ip address add 10.9.$3.1/24 dev $2
          ip address add fd99:$3::1/64 dev $2 nodad; ip link set $2 up"
        nsenter --net --target $4 sh -c "ip address add 10.9.$3.2/24 dev $5
          ip address add fd99:$3::2/64 dev $5 nodad; ip link set $5 up"
      }
      link $$ v0 0 $one v1 1500; link $one v2 1 $two v3 1500; link $two v4 2 $end v5 1400
      route() { nsenter --net --target $1 sh -c "ip route add default via $2; ip -6 route add default via $3"; }
      route $$ 10.9.0.2 fd99:0::2; route $one 10.9.1.2 fd99:1::2
      route $two 10.9.1.1 fd99:1::1; route $end 10.9.2.1 fd99:2::1
      unshare --user --map-root-user --net sleep 100 &
      child=$!
      until [[ $(</proc/$child/comm) == sleep ]]; do sleep 0.01; done
      inside() { nsenter --preserve-credentials -U -n -t $child "$@"; }
      mkfifo ready
      exec 5<>ready
      "$helper" -c --mtu=65520 --enable-ipv6 -a api -r 3 $child tap0 3>&5 5>&- >log 2>&1 &
      slirp=$!
      read -r -n 1 -t 10 -u 5
      configured() {
        inside ip -6 address show dev tap0 scope global -tentative | grep inet6 ||
          { inside ip address show dev tap0; cat log; return 1; }
      }
      eventually configured >&2
      """;

  private static Outcome bash(String script) {
    return Surroundings.bash(
        "cd $(mktemp -d \"$XDG_RUNTIME_DIR/XXXX\")\ncat >script <<'END'\n"
            + HOST
            + script
            + "END\nexport helper; export -f eventually; unshare --user --map-root-user --net bash ./script\n");
  }

  @Test
  void tracesUdpHopByHop() {
    Outcome outcome =
        bash(
            """
            inside busybox traceroute -n -q 1 -w 5 -m 8 10.9.2.2 | tee /dev/stderr | awk '{ print $1, $2 }' | grep '^[1-9]'
            """);
    assertEquals("1 10.0.2.2\n2 10.9.0.2\n3 10.9.1.2\n4 10.9.2.2\n", outcome.outIfOk());
  }

  @Test
  void pingsTellWhoWasTheLastHop() {
    Outcome outcome =
        bash(
            """
            for to in 10.9.2.2 fd99:2::2; do
              for hops in 2 3 4; do
                inside ping -n -c 1 -W 5 -t $hops $to | grep -o 'rom [0-9a-f].* exceeded\\|ttl=[0-9]*'
              done
            done
            """);
    assertEquals(
        """
        rom 10.9.0.2 icmp_seq=1 Time to live exceeded
        rom 10.9.1.2 icmp_seq=1 Time to live exceeded
        ttl=61
        rom fd99::2 icmp_seq=1 Time exceeded
        rom fd99:1::2 icmp_seq=1 Time exceeded
        ttl=61
        """,
        outcome.outIfOk());
  }

  @Test
  void pingsThatMustNotBeCutLearnThePathsMtu() {
    Outcome outcome =
        bash(
            """
            for to in 10.9.2.2 fd99:2::2; do
              inside ping -n -c 2 -i 0.3 -W 5 -M do -s 1400 $to 2>&1 | grep -o 'mtu.*1400' | grep -o 1400 | head -1
              inside ping -n -c 1 -W 5 -M dont -s 3000 $to | grep -o ' 0% packet loss'
            done
            """);
    assertEquals("1400\n 0% packet loss\n1400\n 0% packet loss\n", outcome.outIfOk());
  }

  /** The TAP's MTU is greater than the link's, so the container's kernel lets nobody cut. */
  @Test
  void datagramsLongerThanTheHostsLinkArrive() {
    Outcome outcome =
        bash(
            """
            echo() { cat <<'EOF'
            import socket
            server = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
            server.bind(("::", 9001))
            open("echoing", "w").close()
            while True:
                data, peer = server.recvfrom(65535)
                server.sendto(data, peer)
            EOF
            }
            ask() { cat <<'EOF'
            import socket, sys
            for to in sys.argv[1:]:
                client = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
                client.settimeout(5)
                client.connect((to, 9001))
                for length in 8000, 60000:
                    client.send(bytes(length))
                    print(to, len(client.recv(65535)))
            EOF
            }
            nsenter --net --target $one python3 -c "$(echo)" & servers=$!
            until [[ -e echoing ]]; do sleep 0.05; done
            inside python3 -c "$(ask)" ::ffff:10.9.0.2 fd99:0::2
            rm echoing
            inside python3 -c "$(echo)" & servers+=" $!"
            until [[ -e echoing ]]; do sleep 0.05; done
            printf '{"execute": "add_hostfwd", "arguments": {"proto": "udp", "host_port": 9001, "guest_port": 9001}}' |
              nc -N -U api >added
            nsenter --net --target $one python3 -c "$(ask)" ::ffff:10.9.0.1
            kill $servers
            """);
    assertEquals(
        """
        ::ffff:10.9.0.2 8000
        ::ffff:10.9.0.2 60000
        fd99:0::2 8000
        fd99:0::2 60000
        ::ffff:10.9.0.1 8000
        ::ffff:10.9.0.1 60000
        """,
        outcome.outIfOk());
  }
}
