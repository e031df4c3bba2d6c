# What the launchers need to speak with the user's daemon, read by front.sh and run.sh. Every command is a built-in one of
# POSIX shells: nothing forks. The door's other side, and the words that go through it, are those of org.slirp4j.runtime.front.

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
  slot=$((self % 256)) tries=256
  set -C # so that a file is made by one of us only
  until { true >"$door/$slot.taken"; } 2>/dev/null; do
    slot=$(((slot + 1) % 256)) tries=$((tries - 1))
    [ "$tries" -gt 0 ] || break
  done
  set +C
  why="no free slot in $door"
  # Opened through $file first, because the first reader of a dead daemon's FIFO would wait for a writer.
  [ "$tries" -gt 0 ] && {
    eval "command exec $file<>\"\$door/\$slot\" $in<\"\$door/\$slot\" $file>&-"
  } 2>/dev/null
}

# Finds numbers for two descriptors of our own, $in for the slot and $file; a POSIX shell has no more than nine.
find_descriptors() {
  in=''
  for file in 9 8 7 6 5 4 3; do
    [ ! -e "/proc/self/fd/$file" ] || continue
    [ ! "$in" ] || return 0
    in=$file
  done
  return 1
}

# Finds the daemon, and puts our descriptors and $@, up to $last if that is set, into $words for it; if that fails, $why
# says why.
find_daemon() {
  runtime=$XDG_RUNTIME_DIR
  [ "$runtime" ] || for runtime in /run/user/*; do [ -O "$runtime" ] && break; done
  door=$runtime/slirp4j/front
  why="no daemon of this user has a door in $door; start one: slirp4j daemon"
  [ -O "$door/daemon" ] && { read -r version daemon began <"$door/daemon"; } 2>/dev/null || return
  [ "$version" = 1 ] && lives "$daemon" "$began" || return
  why='of the file descriptors 3 to 9 no two are free'
  find_descriptors || return
  why='an argument has a tab or a line break in it'
  tab='	'
  words=$in$tab$file
  for word; do
    case $word in *'	'* | *'
'*) return 1 ;; esac
    words=$words$tab$word
    [ ! "$last" ] || [ "$word" != "$last" ] || break
  done
  why='the command line is longer than 1000 characters'
  [ ${#words} -le 1000 ] || return
  read -r self _ </proc/self/stat
}
