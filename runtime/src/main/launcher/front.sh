# The thin start of slirp4netns, read by its launcher: hands the container over to the user's daemon and stays, without a
# JVM, as the process that callers watch and end. Returns where the ordinary start has to go on: because there is no
# daemon or it does not take this container, $why says why, and nothing has been changed then; or because the daemon has
# ended, and took its TAP along: the ordinary helper makes it anew.
. "$home/share/door.sh"

# Opens for the daemon a file that it may not see under this name: it takes it as our descriptor $file.
open_file() {
  opened=no
  [ ! -p "$2" ] && { eval "command exec $file<\"\$2\""; } 2>/dev/null && opened=yes
  request "opened$tab$1$tab$opened"
}

# Tells the caller on descriptor $1 that the network is there, and closes it. A helper that goes on without the daemon
# tells nobody.
tell_ready() {
  { printf 1 >&"$1"; } 2>/dev/null || echo "WARNING: write ready-fd $1: nobody is told of the network" >&2
  { eval "command exec $1>/dev/null"; } 2>/dev/null || eval "exec $1>&-"
}

# Does what the daemon says, until that is to end.
obey() {
  asked=
  while IFS= read -r line <&"$in" || [ "$asked" ]; do
    words=${line#? }
    case $line in
      'o '*) printf '%s\n' "$words" 2>/dev/null ;;
      'e '*) printf '%s\n' "$words" >&2 2>/dev/null ;;
      'f '*) open_file "${words%% *}" "${words#* }" ;;
      'y '*)
        accepted=$words
        eval "exec $file<&-"
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
  eval "exec $in<&- $file<&-"
}

hand_over() {
  last= accepted=
  find_daemon "$@" && take_slot || return
  why='the daemon has ended'
  request "attach$tab$slot$tab$self$tab$words"
  obey
}

hand_over "$@"
if [ "$SLIRP4J_DAEMON" = require ]; then
  echo "slirp4netns: $why (SLIRP4J_DAEMON=require)" >&2
  exit 1
elif [ "$accepted" ]; then
  echo 'slirp4netns: the daemon has ended: this container is served by a process of its own now; ports that were forwarded' \
    'by its API socket are not any more' >&2 2>/dev/null
  trap - PIPE USR1
fi
