#!/bin/sh
# A host of its own for NamespaceProbe: run by `unshare -Urn`, then runs "$@" there.
#
#   this namespace                       far namespace, a router
#   lo  192.0.2.1, 198.51.100.1
#   up0 10.9.0.1/24 ──────────────────── 10.9.0.2 down0
#   10.9.1.0/24 via 10.9.0.2             10.9.1.1/24 d0, MTU 1280
#   203.0.113.0/26 unreachable, 203.0.113.64/26 prohibit, no default route
set -e
ip link set lo up
ip addr add 192.0.2.1/32 dev lo
ip addr add 198.51.100.1/32 dev lo
ip route add unreachable 203.0.113.0/26
ip route add prohibit 203.0.113.64/26

unshare -n sleep 120 &
far=$!
trap 'kill $far' EXIT
while [ "$(readlink /proc/$far/ns/net)" = "$(readlink /proc/$$/ns/net)" ]; do sleep 0.01; done

ip link add up0 type veth peer name down0 netns $far
ip addr add 10.9.0.1/24 dev up0
ip link set up0 up
nsenter -t $far -n sh -ec '
  echo 1 > /proc/sys/net/ipv4/ip_forward
  ip link set lo up
  ip addr add 10.9.0.2/24 dev down0
  ip link set down0 up
  ip link add d0 type veth peer name d1
  ip addr add 10.9.1.1/24 dev d0
  ip link set d1 up
  ip link set d0 mtu 1280 up
'
ip route add 10.9.1.0/24 via 10.9.0.2
"$@"
