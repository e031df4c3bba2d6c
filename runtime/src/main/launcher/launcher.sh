#!/bin/sh
# @FACE@: finds the image that this file lies in and becomes its JVM. The process keeps its pid, which callers watch.
self=$0
case $self in */*) ;; *) self=./$self ;; esac
while [ -h "$self" ]; do # an alternatives link, a link from ~/bin
  link=$(ls -ld -- "$self")
  link=${link#*" $self -> "}
  case $link in
    /*) self=$link ;;
    *) self=${self%/*}/$link ;;
  esac
done
home=${self%/*}/..
case $1 in
  -h | --help) exec cat "$home/share/@FACE@.help" ;;
  -v | --version) exec cat "$home/share/@FACE@.version" ;;
esac
# A caller's options for other JVMs are not for this one; slirp4j hands its environment on to the command it runs.
[ @FACE@ = slirp4j ] || unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
# Where this user has a daemon, the container is handed over to it, and we go on only if that does not take it.
if [ "$SLIRP4J_DAEMON" != never ]; then
  case "@FACE@ $1" in
    slirp4netns*) . "$home/share/front.sh" ;;
    'slirp4j run') . "$home/share/run.sh" ;;
  esac
fi
# The daemon's heap is all containers', and taken as they need it; what is said last holds.
heap=
[ "@FACE@ $1" != "slirp4j daemon" ] || heap=-Xmx512m
exec "$home/jre/bin/@FACE@" @OPTIONS@ $heap \
  org.slirp4j.runtime.Main @FACE@ "$@"
