package org.slirp4j.runtime.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slirp4j.runtime.testing.Surroundings;

/**
 * udhcpc, dhclient, dhcpcd, systemd-networkd and NetworkManager (all of Debian 12) get their
 * addresses, name servers and domains.
 *
 * <p>The clients run as root of a user namespace with many users; the helper as podman starts it.
 */
@Tag("kernel")
final class DhcpClientsIT {
  private static final String PARTS =
      """
      work=$(mktemp -d)
      trap 'cd /; rm -rf "$work"' EXIT
      cd "$work"
      # What a client's hook is told, one word a line.
      cat >told <<'END'
      #!/bin/sh
      env | grep -E '^(reason|ip|mask|router|dns|domain|search|mtu|lease|new_)' | sort
      END
      chmod +x told
      # Makes the container and runs the file "inside" in it, which finds its words in "$flags".
      cat >container <<'END'
      set -e
      trap 'cat log >&2' ERR
      printf 'nameserver 203.0.113.53\\nsearch one.example two.example\\n' >resolv.conf
      mount --bind resolv.conf "$(readlink -f /etc/resolv.conf)"
      cp /etc/passwd users
      grep -q ^systemd-network: users || echo 'systemd-network:x:998:998::/:/bin/false' >>users
      mount --bind users /etc/passwd
      cp /etc/group groups
      grep -q ^systemd-network: groups || echo 'systemd-network:x:998:' >>groups
      mount --bind groups /etc/group
      for folder in /run /var/lib; do mount -t tmpfs -o mode=755 tmpfs $folder; done
      unshare --net --mount sleep 1000 & container=$!
      own=$(readlink /proc/self/ns/net)
      until its=$(readlink /proc/$container/ns/net) && [[ $its != "$own" ]]; do sleep 0.01; done
      mkfifo ready
      $helper --disable-host-loopback $flags -r 3 $container tap0 3>ready >log 2>&1 &
      read -r -n 1 <ready
      nsenter --net --mount --target $container bash -ec "cd '$PWD'; . ./inside"
      END
      # Runs commands inside the container, with flags for the helper.
      run() {
        printf '%s\\n' "$(declare -f eventually)" 'PATH=$PATH:/usr/sbin:/sbin' 'mount -t sysfs -o ro sysfs /sys' >inside
        cat >>inside
        flags=$* helper=$helper unshare --user --map-root-user --map-auto --mount --pid --fork --kill-child \\
          --mount-proc bash ./container
      }
      export libraries=$(echo $DHCP_CLIENTS/usr/lib/*-linux-gnu)
      """;

  private static String bash(String script) {
    return Surroundings.bash(PARTS + script).outIfOk();
  }

  private static void assertHas(String out, String... texts) {
    for (String text : texts) {
      assertTrue(out.contains(text), () -> text + " is missing in: " + out);
    }
  }

  @Test
  void udhcpcOfBusybox() {
    String out =
        bash(
            """
            run --mtu=9000 <<'END'
            cat >hook <<'HOOK'
            #!/bin/sh
            case $1 in bound)
              ip link set tap0 mtu $mtu
              ip address add $ip/$mask broadcast $broadcast dev tap0
              ip route add default via $router ;;
            esac
            exec ./told
            HOOK
            chmod +x hook
            ip link set tap0 up
            busybox udhcpc -i tap0 -n -q -s ./hook -O mtu -O search -O staticroutes -O lease 2>&1
            ip address show dev tap0
            ip route
            ping -c 1 -W 5 10.0.2.2
            END
            """);
    assertHas(
        out,
        "lease of 10.0.2.15 obtained from 10.0.2.2, lease time 3600",
        "\ndns=10.0.2.3\n",
        "\ndomain=one.example\n",
        "\nsearch=one.example two.example\n",
        "\nmtu=9000\n",
        "inet 10.0.2.15/24 brd 10.0.2.255 ",
        "default via 10.0.2.2 dev tap0",
        " 0% packet loss");
  }

  @Test
  void udhcpcHearsOfNewDomainsWhenItRenews() {
    String out =
        bash(
            """
            run --mtu=1500 <<'END'
            ip link set tap0 up
            busybox udhcpc -f -i tap0 -s ./told -O search >out 2>&1 & client=$!
            eventually grep 'search=one.example two.example' out
            printf 'nameserver 203.0.113.53\\nsearch three.example\\n' >resolv.conf
            renewed() { kill -USR1 $client; sleep 0.3; grep search=three.example out; }
            eventually renewed
            grep -c 'lease of 10.0.2.15 obtained' out
            END
            """);
    assertHas(out, "search=one.example two.example", "search=three.example");
  }

  @Test
  void udhcpcReleasesAndGetsTheSameAgain() {
    String out =
        bash(
            """
            run --cidr=10.7.0.0/24 --disable-dns <<'END'
            ip link set tap0 up
            for client in 0a 0b 0a; do
              busybox udhcpc -R -q -n -C -x 0x3d:00$client -i tap0 -s ./told -O search 2>&1
            done
            END
            """);
    List<String> leases = out.lines().filter(line -> line.contains(" obtained from ")).toList();
    assertEquals(3, leases.size(), out);
    assertHas(leases.get(0), "10.7.0.15 obtained from 10.7.0.2");
    assertHas(leases.get(1), "10.7.0.16 ");
    assertHas(leases.get(2), "10.7.0.15 ");
    assertFalse(out.contains("dns=") || out.contains("search="), out);
  }

  @Test
  void dhclientOfTheIsc() {
    String out =
        bash(
            """
            run --enable-ipv6 --mtu=1500 <<'END'
            ip link set tap0 up
            cat >config <<'CONFIG'
            option routes code 121 = array of unsigned integer 8;
            request subnet-mask, broadcast-address, routers, domain-name, domain-name-servers, domain-search,
              interface-mtu, routes, dhcp6.name-servers, dhcp6.domain-search;
            CONFIG
            cat >hook <<'HOOK'
            #!/bin/sh
            case $reason in
              BOUND) ip address add $new_ip_address/24 dev tap0; ip route add default via $new_routers ;;
              BOUND6) ip address add $new_ip6_address/128 dev tap0 ;;
            esac
            exec ./told
            HOOK
            chmod +x hook
            touch leases4 leases6
            isc() { # 4|6 OPTION...
              timeout 30 $DHCP_CLIENTS/sbin/dhclient -$1 -cf ./config -sf ./hook -lf ./leases$1 -pf ./pid$1 "${@:2}" tap0 2>&1
            }
            eventually sh -c 'ip -6 address show dev tap0 scope link | grep inet6 | grep -v tentative'
            isc 4 -v -1
            isc 4 -v -r
            isc 6 -v -1
            isc 6 -v -r
            END
            """);
    assertHas(
        out,
        "DHCPACK of 10.0.2.15 from 10.0.2.2",
        "bound to 10.0.2.15 -- renewal in ",
        "\nnew_domain_name=one.example\n",
        "\nnew_domain_search=one.example. two.example.\n",
        "\nnew_domain_name_servers=10.0.2.3\n",
        "\nnew_interface_mtu=1500\n",
        "\nnew_routers=10.0.2.2\n",
        "\nnew_routes=0 10 0 2 2\n",
        "DHCPRELEASE of 10.0.2.15 on tap0 to 10.0.2.2",
        "\nreason=BOUND6\n",
        "\nnew_ip6_address=fd00::100\n",
        "\nnew_dhcp6_name_servers=fd00::3\n",
        "\nnew_dhcp6_domain_search=one.example. two.example.\n",
        "XMT:  | X-- Release Address fd00::100");
  }

  @Test
  void dhcpcd() {
    String out =
        bash(
            """
            run --enable-ipv6 --mtu=1500 <<'END'
            mkdir -p /var/lib/dhcpcd /run/dhcpcd
            timeout 50 $DHCP_CLIENTS/usr/sbin/dhcpcd -B -d --noarp -c "$PWD/told" -f $DHCP_CLIENTS/etc/dhcpcd.conf tap0 >out 2>&1 &
            eventually grep -x reason=BOUND out || { cat out >&2; exit 1; }
            eventually grep -x reason=BOUND6 out
            eventually grep -x reason=ROUTERADVERT out
            eventually sh -c 'ip address show dev tap0 | grep fd00::100/128 | grep -v tentative'
            ip address show dev tap0
            ip route
            ip -6 route
            cat out
            ping -c 1 -W 5 fd00::2
            END
            """);
    assertHas(
        out,
        "\nnew_ip_address=10.0.2.15\n",
        "\nnew_domain_name=one.example\n",
        "\nnew_domain_search=one.example two.example\n",
        "\nnew_domain_name_servers=10.0.2.3\n",
        "\nnew_classless_static_routes=0.0.0.0/0 10.0.2.2\n",
        "\nnew_interface_mtu=1500\n",
        "\nnew_dhcp6_name_servers=fd00::3\n",
        "\nnew_dhcp6_domain_search=one.example two.example\n",
        "REPLY6 received from fe80::2",
        "inet 10.0.2.15/24 ",
        "default via 10.0.2.2 dev tap0 proto dhcp",
        "default via fe80::2 dev tap0 proto ra",
        " 0% packet loss");
  }

  @Test
  void systemdNetworkd() {
    String out =
        bash(
            """
            run --enable-ipv6 --mtu=1500 <<'END'
            mkdir -p /run/systemd/netif /run/systemd/network
            chown -R systemd-network:systemd-network /run/systemd/netif
            cat >/run/systemd/network/10-tap.network <<'NETWORK'
            [Match]
            Name=tap0
            [Network]
            DHCP=yes
            IPv6AcceptRA=yes
            [DHCPv4]
            UseDomains=yes
            UseMTU=yes
            [DHCPv6]
            UseDomains=yes
            [IPv6AcceptRA]
            UseDomains=yes
            NETWORK
            LD_LIBRARY_PATH=$libraries/systemd SYSTEMD_LOG_LEVEL=debug \\
              SYSTEMD_LOG_TARGET=console timeout 50 $DHCP_CLIENTS/lib/systemd/systemd-networkd >out 2>&1 &
            link=/run/systemd/netif/links/$(cat /sys/class/net/tap0/ifindex)
            eventually grep 'NDISC:yes\\|DHCPv6:yes.*NDisc:yes' out || { cat out; exit 1; }
            eventually grep -x ADMIN_STATE=configured $link
            cat $link /run/systemd/netif/leases/*
            ip address show dev tap0
            ip route
            ip -6 route
            END
            """);
    assertHas(
        out,
        "\nADMIN_STATE=configured\n",
        "\nOPER_STATE=routable\n",
        "\nDNS=10.0.2.3 fd00::3",
        "\nDOMAIN_SEARCH_LIST=one.example two.example\n",
        "\nADDRESS=10.0.2.15\n",
        "\nMTU=1500\n",
        "inet 10.0.2.15/24 ",
        "inet6 fd00::100/128 ",
        "default via 10.0.2.2 dev tap0 proto dhcp",
        "default via fe80::2 dev tap0 proto ra");
    List<String> domains =
        out.lines()
            .filter(line -> line.startsWith("DOMAINS="))
            .flatMap(line -> Stream.of(line.substring("DOMAINS=".length()).split(" ", -1)))
            .sorted()
            .toList();
    // By DHCPv4, which has two options for it, by DHCPv6 and by router advertisements.
    String one = "one.example";
    String two = "two.example";
    assertEquals(List.of(one, one, one, one, two, two, two), domains);
  }

  @Test
  void networkManager() {
    String out =
        bash(
            """
            run --enable-ipv6 --mtu=1500 <<'END'
            mkdir -p /run/dbus /run/NetworkManager /run/nm/{config,connections} /var/lib/NetworkManager
            cat >bus.conf <<'BUS'
            <busconfig>
              <type>system</type>
              <listen>unix:path=/run/dbus/system_bus_socket</listen>
              <auth>EXTERNAL</auth>
              <policy context="default">
                <allow user="*"/> <allow own="*"/> <allow send_destination="*"/> <allow receive_sender="*"/>
              </policy>
            </busconfig>
            BUS
            dbus-daemon --config-file="$PWD/bus.conf" --fork --nopidfile
            printf '[main]\\nplugins=keyfile\\ndhcp=internal\\ndns=none\\nauth-polkit=false\\n[keyfile]\\npath=%s\\n' \\
              /run/nm/connections >nm.conf
            cat >/run/nm/connections/tap0.nmconnection <<'CONNECTION'
            [connection]
            id=tap0
            type=tun
            interface-name=tap0
            autoconnect=false
            [tun]
            mode=2
            vnet-hdr=true
            [ipv4]
            method=auto
            may-fail=false
            [ipv6]
            method=auto
            may-fail=false
            CONNECTION
            chmod 600 /run/nm/connections/*
            export LD_LIBRARY_PATH=$libraries
            timeout 55 $DHCP_CLIENTS/usr/sbin/NetworkManager --no-daemon --config=./nm.conf --config-dir=/run/nm/config \\
              --system-config-dir=/run/nm/config --intern-config=/run/nm/intern --state-file=/run/nm/state \\
              --pid-file=/run/nm/pid >out 2>&1 &
            nmcli=$DHCP_CLIENTS/usr/bin/nmcli
            eventually $nmcli device set tap0 managed yes || { cat out; exit 1; }
            $nmcli --wait 30 connection up tap0 || { cat out; exit 1; }
            $nmcli device show tap0
            END
            """);
    assertHas(
        out,
        "Connection successfully activated",
        "100 (connected)",
        " 10.0.2.15/24\n",
        " 10.0.2.3\n",
        " one.example\n",
        " two.example\n",
        " fe80::2\n",
        " fd00::3\n");
  }
}
