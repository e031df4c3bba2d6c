# The second half of run.sh, in the command's own namespaces, with the slot as descriptor IN: lets the daemon connect them
# and becomes the command.
# usage: inside.sh HOME DOOR IN NUMBER OPTIONS [OPTION]... COMMAND [ARGUMENT]..., with OPTIONS words before the command
. "$1/share/door.sh"
door=$2 in=$3 number=$4 options=$5 tab='	'
shift 5
shift "$options"
request "inside$tab$number"
while IFS= read -r line <&"$in"; do
  case $line in
    'm '*) [ ! -e /etc/resolv.conf ] || mount --bind "${line#m }" /etc/resolv.conf || exit 1 ;;
    'g') # none of our descriptors for the command: those of two digits are out of a shell's reach
      exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-
      exec "$@"
      ;;
    'e '*) printf '%s\n' "${line#e }" >&2 ;;
    'x '*) exit "${line#x }" ;;
  esac
done
echo 'slirp4j: the daemon has ended' >&2
exit 1
