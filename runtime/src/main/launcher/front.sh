# The thin start of slirp4netns, read by its launcher: hands the container over to the user's daemon and stays, without a
# JVM, as the process that callers watch and end. Returns where the ordinary start has to go on, because there is no
# daemon or it does not take this container; nothing has been changed then. $why says why.
#
# Every command is a built-in one of POSIX shells: nothing forks. The door's other side, and the words that go through it,
# are those of org.slirp4j.runtime.front.

# Whether process $1, which began at $2, lives: field 22 of proc_pid_stat(5). If so it is the daemon, and process ids
# mean the same in our /proc as to the daemon.
lives() {
  began=$2
  { IFS= read -r line <"/proc/$1/stat"; } 2>/dev/null || return
  set -- ${line##*) }
  [ "${20}" = "$began" ]
}

# Writes one request to the door; the line break before it ends whatever somebody else has left unfinished there. Opened
# for reading as well, a FIFO is never waited for.
request() {
  printf '\n%s\n' "$1" 1<>"$door/door"
}

# Takes a slot, a FIFO that the daemon is the only one to write to: when the daemon dies, we read its end.
take_slot() {
  slot=$((self % 64)) tries=64
  set -C # so that a file is made by one of us only
  until { true >"$door/$slot.taken"; } 2>/dev/null; do
    slot=$(((slot + 1) % 64)) tries=$((tries - 1))
    [ "$tries" -gt 0 ] || break
  done
  set +C
  why="no free slot in $door"
  # Opened through 9 first, because the first reader of a dead daemon's FIFO would wait for a writer.
  [ "$tries" -gt 0 ] && { command exec 9<>"$door/$slot" 8<"$door/$slot" 9>&-; } 2>/dev/null
}

# Opens for the daemon a file that it may not see under this name: it takes it as our descriptor 9.
open_file() {
  opened=no
  [ ! -p "$2" ] && { command exec 9<"$2"; } 2>/dev/null && opened=yes
  request "opened$tab$1$tab$opened"
}

# Tells the caller on descriptor $1 that the network is there, and closes it.
tell_ready() {
  { printf 1 >&"$1"; } 2>/dev/null || echo "WARNING: write ready-fd $1: nobody is told of the network" >&2
  eval "exec $1>&-"
}

# Does what the daemon says, until that is to end.
obey() {
  accepted= asked=
  while IFS= read -r line <&8 || [ "$asked" ]; do
    words=${line#? }
    case $line in
      'o '*) printf '%s\n' "$words" 2>/dev/null ;;
      'e '*) printf '%s\n' "$words" >&2 2>/dev/null ;;
      'f '*) open_file "${words%% *}" "${words#* }" ;;
      'y '*)
        accepted=$words
        exec 9<&-
        trap '' PIPE # whoever has stopped to read what we say is no reason to end
        trap 'asked=yes; request "count$tab$accepted"' USR1
        ;;
      'r '*) tell_ready "$words" ;;
      'n '*)
        why=$words
        break
        ;;
      'x '*) exit "$words" ;;
      '') asked= ;; # a signal came in between: trap
    esac
  done
  exec 8<&- 9<&-
  if [ "$accepted" ]; then
    echo 'slirp4netns: the daemon that served this container has ended; start the container again' >&2
    exit 1
  fi
}

hand_over() {
  runtime=$XDG_RUNTIME_DIR
  [ "$runtime" ] || for runtime in /run/user/*; do [ -O "$runtime" ] && break; done
  door=$runtime/slirp4j/front
  why="no daemon of this user has a door in $door; start one: slirp4j daemon"
  [ -O "$door/daemon" ] && { read -r version daemon began <"$door/daemon"; } 2>/dev/null || return
  [ "$version" = 1 ] && lives "$daemon" "$began" || return
  why='file descriptors 8 and 9 are in use'
  [ -e /proc/self/fd/8 ] || [ -e /proc/self/fd/9 ] && return
  why='an argument has a tab or a line break in it'
  for word; do
    case $word in *'	'* | *'
'*) return ;; esac
  done
  tab='	'
  IFS=$tab
  words="$*"
  unset IFS
  why='the command line is longer than 1000 characters'
  [ ${#words} -le 1000 ] || return
  read -r self rest </proc/self/stat
  take_slot || return
  why='the daemon has ended'
  request "attach$tab$slot$tab$self$tab$words"
  obey
}

hand_over "$@"
if [ "$SLIRP4J_DAEMON" = require ]; then
  echo "slirp4netns: $why (SLIRP4J_DAEMON=require)" >&2
  exit 1
fi
