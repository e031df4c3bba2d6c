# The thin start of `slirp4j run`, read by its launcher: the process becomes the command, in namespaces of its own that the
# user's daemon has connected; no JVM is left with it. Returns where the ordinary start has to go on, because there is no
# daemon or it does not take this command; nothing has been changed then. $why says why.
. "$home/share/door.sh"

# Whether users may make namespaces, as far as the kernel's settings tell: else the ordinary start says what to do. Of a
# setting, read has only the first digit, and fails: these files end with the first reading, and a shell reads by the byte.
namespaces_allowed() {
  for setting in user/max_user_namespaces/0 kernel/unprivileged_userns_clone/0 \
    kernel/apparmor_restrict_unprivileged_userns/1; do
    value=
    { read -r value <"/proc/sys/${setting%/*}"; } 2>/dev/null
    [ "$value" != "${setting##*/}" ] || return
  done
  command -v unshare >/dev/null && command -v mount >/dev/null
}

run_there() {
  shift # run
  last=-- # behind that is the command: nothing that the daemon must know
  find_daemon "$@" || return
  why='namespaces cannot be made by unshare(1) and mount(8) here'
  namespaces_allowed && take_slot || return
  why='the daemon has ended'
  request "run$tab$slot$tab$self$tab$words"
  while IFS= read -r line <&"$in"; do
    case $line in
      'k '*)
        words=${line#k }
        exec unshare --user --map-root-user --net --mount \
          /bin/sh "$home/share/inside.sh" "$home" "$door" "$in" "${words% *}" "${words#* }" "$@"
        ;;
      'n '*)
        why=${line#n }
        break
        ;;
    esac
  done
  eval "exec $in<&-"
}

run_there "$@"
if [ "$SLIRP4J_DAEMON" = require ]; then
  echo "slirp4j: $why (SLIRP4J_DAEMON=require)" >&2
  exit 1
fi
