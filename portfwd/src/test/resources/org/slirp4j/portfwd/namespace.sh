#!/bin/sh
# A host of its own for NamespaceProbe: run by `unshare -Urn`, then runs "$@" there.
#
#   this namespace                       far namespace, a router
#   lo  192.0.2.1, 198.51.100.1, 10.0.2.3
#   up0 10.9.0.1/24 ──────────────────── 10.9.0.2 down0
#   10.9.1.0/24 via 10.9.0.2             10.9.1.1/24 d0, MTU 1280
#   203.0.113.0/26 unreachable, 203.0.113.64/26 prohibit, no default route
#
# and the same by IPv6:
#
#   lo  2001:db8::1, 2001:db8:1::1, fd00::3
#   up0 fd99::1/64 ───────────────────── fd99::2 down0
#   fd99:1::/64 via fd99::2              fd99:1::1/64 d0, MTU 1280
#   2001:db8:2::/48 unreachable, 2001:db8:3::/48 prohibit, no default route
set -e
ip link set lo up
ip addr add 192.0.2.1/32 dev lo
ip addr add 198.51.100.1/32 dev lo
ip addr add 10.0.2.3/32 dev lo
ip route add unreachable 203.0.113.0/26
ip route add prohibit 203.0.113.64/26
ip addr add 2001:db8::1/128 dev lo nodad
ip addr add 2001:db8:1::1/128 dev lo nodad
ip addr add fd00::3/128 dev lo nodad
ip route add unreachable 2001:db8:2::/48
ip route add prohibit 2001:db8:3::/48

unshare -n sleep 120 &
far=$!
trap 'kill $far' EXIT
until its=$(readlink /proc/$far/ns/net) && [ "$its" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.01; done

ip link add up0 type veth peer name down0 netns $far
ip addr add 10.9.0.1/24 dev up0
ip addr add fd99::1/64 dev up0 nodad
ip link set up0 up
nsenter -t $far -n sh -ec '
  echo 0 > /proc/sys/net/ipv4/icmp_ratelimit
  echo 0 > /proc/sys/net/ipv6/icmp/ratelimit
  echo 1 > /proc/sys/net/ipv4/ip_forward
  echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
  ip link set lo up
  ip addr add 10.9.0.2/24 dev down0
  ip addr add fd99::2/64 dev down0 nodad
  ip link set down0 up
  ip link add d0 type veth peer name d1
  ip addr add 10.9.1.1/24 dev d0
  ip addr add fd99:1::1/64 dev d0 nodad
  ip link set d1 up
  ip link set d0 mtu 1280 up
'
ip route add 10.9.1.0/24 via 10.9.0.2
ip route add fd99:1::/64 via fd99::2
"$@"
