#!/usr/bin/env bash
# The publication behind a real web server: a first pull, what a poll with nothing new costs (P7), what a change costs, a server that
# goes away and comes back, and a server that shows something else than the publication.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_nginx.sh"
need sqlite3 jq

office() { exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/office.db"
  exits 0 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$work/keys"; }
follow() { "$BIN/feeder" pull --source "$url" --cache "$work/site.db" --trust "$work/keys/1.root.json" "$@"; }
written() { find "$work"/site.db* -type f ! -name '*-shm' -printf '%p %s %i ' -exec sha256sum {} \; ; }
serve() { # serve ROOT
  start_nginx web "root $1;"
  url="http://127.0.0.1:$port/"
}

exits 0 "$BIN/feeder" keys new --to "$work/keys"
for i in 1 2 3 4 5; do
  echo "第$i项的正文。" >"$work/body.txt"
  exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title "决定$i" --id "item-$i" "$work/body.txt"
done
office
serve "$work/pub"

note "a first pull"
exits 0 follow
equal "items" 5 "$(items "$work/site.db")"

note "nothing new: one request, at most 1 KiB, no byte written"
before=$(written)
: >"$work/web.log"
exits 0 follow
equal "requests" "200 /metadata/timestamp.json" "$(cut -d' ' -f1,3 "$work/web.log")"
[ "$(cut -d' ' -f2 "$work/web.log")" -le 1024 ] || fail "$(cat "$work/web.log")"
equal "written" "$before" "$(written)"
note "P7: 1 request, $(cut -d' ' -f2 "$work/web.log") bytes, 0 written"

note "one item changed: what belongs to it, and no more"
echo "改正。" >"$work/body.txt"
exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title "决定1" --id item-1 "$work/body.txt"
office
: >"$work/web.log"
exits 0 follow
equal "targets fetched" 1 "$(grep -c ' /targets/' "$work/web.log")"

note "the server goes away: what is there stays, and says so"
stop_nginx "$server"
exits 1 follow
equal "alarm" "source-unreachable" "$(alarms "$work/site.db")"
equal "items" 5 "$(items "$work/site.db")"

note "a portal page instead of the publication"
mkdir -p "$work/portal/metadata"
echo '<html>Please log in</html>' >"$work/portal/metadata/timestamp.json"
serve "$work/portal"
exits 1 follow
equal "alarm" "trust-refused" "$(alarms "$work/site.db")"
stop_nginx "$server"

note "and it comes back"
serve "$work/pub"
exits 0 follow
equal "alarms" "" "$(alarms "$work/site.db")"
