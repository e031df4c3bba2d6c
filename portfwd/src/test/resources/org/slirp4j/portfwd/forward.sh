#!/bin/sh
# A host of its own for ForwardProbe: run by `unshare -Urn`, then runs "$@" there without any
# capability, as ordinary users' programs are.
#
#   this namespace                          far namespace
#   lo
#   up0 10.9.0.1/24, fd99::1/64, fe80::1 ── 10.9.0.2, fd99::2, fe80::2 down0
#   up1 10.8.0.1/24                      ── 10.8.0.2 down1
#
# Whoever comes to a port of 10.9.0.2 is a client of a port here, from there.
set -e
ip link set lo up
unshare -n sleep 120 &
far=$!
relays=
trap 'kill $far $relays' EXIT
until its=$(readlink /proc/$far/ns/net) && [ "$its" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.01; done

ip link add up0 type veth peer name down0 netns $far
ip link add up1 type veth peer name down1 netns $far
ip addr add 10.9.0.1/24 dev up0
ip addr add fd99::1/64 dev up0 nodad
ip link set up0 addrgenmode none up
ip addr add fe80::1/64 dev up0 nodad
ip addr add 10.8.0.1/24 dev up1
ip link set up1 up
inside() { nsenter -t $far -n "$@"; }
inside ip link set lo up
inside ip addr add 10.9.0.2/24 dev down0
inside ip addr add fd99::2/64 dev down0 nodad
inside ip link set down0 addrgenmode none up
inside ip addr add fe80::2/64 dev down0 nodad
inside ip addr add 10.8.0.2/24 dev down1
inside ip link set down1 up
echo 1024 > /proc/sys/net/ipv4/ip_unprivileged_port_start

# Ports of 10.9.0.2, by TCP and UDP, and where who comes there is led, as a client from there. Each
# timeout(1) ends all that its program has forked.
relay() {
  nsenter -t $far -n timeout 60 socat "$@" > /dev/null 2>&1 &
  relays="$relays $!"
}
way() {
  relay "TCP4-LISTEN:$1,fork,reuseaddr" "TCP$2"
  relay "UDP4-LISTEN:$1,fork,reuseaddr" "UDP$2"
}
way 7001 '4:10.9.0.1:8001'
way 7002 '6:[fd99::1]:8002'
way 7003 '6:[fd99::1]:8003'
way 7004 '4:10.9.0.1:8004'
way 7005 '4:10.8.0.1:8004'
way 7006 '6:[fe80::1%down0]:8006'
setpriv --bounding-set=-all --inh-caps=-all "$@"
