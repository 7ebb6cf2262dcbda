# Shared by the flow tests: a work folder that goes away, servers that are stopped, plain assertions.
# BIN is the folder of the programs, SOURCE the checkout; both come from ctest.
set -euo pipefail
: "${BIN:?}" "${SOURCE:?}"
work=$(mktemp -d)
children=()
cleanups=()
finish() {
  local code=$? c pid
  for pid in "${children[@]:-}"; do [ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  for c in "${cleanups[@]:-}"; do [ -z "$c" ] || eval "$c" || true; done # only now: a child could hold what is unmounted
  rm -rf "$work"
  exit "$code"
}
trap finish EXIT

fail() { printf 'FAIL %s\n' "$*" >&2; exit 1; }
note() { printf -- '-- %s\n' "$*"; }
need() { local c; for c in "$@"; do command -v "$c" >/dev/null || { echo "skipped: no $c on this machine"; exit 77; }; done; }
# libfaketime leaves two files in memory behind for each process that was killed; the next one of that number would stumble over them.
sweep_faketime() {
  local file
  for file in /dev/shm/faketime_shm_* /dev/shm/sem.faketime_sem_*; do
    [ ! -e "$file" ] || kill -0 "${file##*_}" 2>/dev/null || rm -f "$file"
  done
}
equal() { [ "$2" = "$3" ] || fail "$1: expected \"$2\", got \"$3\""; }
sweep_faketime

# exits CODE COMMAND…: the command ends with that exit code; what it says is in $work/out and $work/err.
exits() {
  local want=$1 got=0
  shift
  "$@" >"$work/out" 2>"$work/err" || got=$?
  [ "$got" = "$want" ] || { sed 's/^/    /' "$work/err" >&2; fail "exit $got instead of $want: $*"; }
}
# says PATTERN: the last command said so on stderr.
says() { grep -qE -- "$1" "$work/err" || { cat "$work/err" >&2; fail "nothing about \"$1\" on stderr"; }; }

# until_true SECONDS COMMAND…: polls every 20 ms, for conditions that no event tells a shell about.
until_true() {
  local end=$(( $(date +%s%N) / 1000000 + $1 * 1000 ))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $(( $(date +%s%N) / 1000000 )) -lt $end ] || return 1
    read -rt 0.02 <> <(:) || true
  done
}

cache_sql() { sqlite3 -readonly "$1" "$2"; }
generation() { "$BIN/feeder" status --cache "$1" --json | jq .generation; }
items() { "$BIN/feeder" status --cache "$1" --json | jq .items; }
alarms() { "$BIN/feeder" status --cache "$1" --json | jq -r '[.alarms[].code] | unique | join(" ")'; }

# text_of DIR ITEM: all text lines of an item over its pages, white space taken out.
text_of() { jq -j --arg id "$2" '.[] | select(.item == $id) | .lines[]' "$1/index.json" | without_space; }
without_space() { perl -CS -0pe 's/[\s\x{00a0}\x{3000}]+//g'; }

start_x() { # start_x WIDTHxHEIGHT: a display of its own; DISPLAY is set
  need Xvfb xdotool
  exec 7<> <(:)
  local number
  Xvfb -displayfd 3 -screen 0 "$1x24" -nolisten tcp >/dev/null 2>"$work/xvfb.log" 3>"$work/xvfb.display" &
  children+=($!)
  until_true 10 test -s "$work/xvfb.display" || fail "Xvfb did not start"
  number=$(cat "$work/xvfb.display")
  export DISPLAY=":$number"
}
