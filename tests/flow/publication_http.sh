#!/usr/bin/env bash
# The publication behind a real web server: a first pull, what a poll with nothing new costs (P7), what a change costs, a server that
# goes away and comes back, and a server that shows something else than the publication.
. "$(dirname "$0")/lib.sh"
need nginx sqlite3 jq

office() { exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/office.db"
  exits 0 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$work/keys"; }
follow() { "$BIN/feeder" pull --source "$url" --cache "$work/site.db" --trust "$work/keys/1.root.json" "$@"; }
written() { find "$work"/site.db* -type f ! -name '*-shm' -printf '%p %s %i ' -exec sha256sum {} \; ; }
serve() { # serve ROOT: nginx on a free port of loopback
  local port
  for port in $(seq 18080 18180); do
    sed "s|@ROOT@|$1|; s|@PORT@|$port|; s|@WORK@|$work|g" >"$work/nginx.conf" <<'CONF'
daemon off; worker_processes 1; pid @WORK@/nginx.pid; error_log @WORK@/nginx.err;
events { worker_connections 64; }
http { log_format sent '$status $bytes_sent $request_uri'; access_log @WORK@/nginx.log sent; root @ROOT@;
  client_body_temp_path @WORK@/t1; proxy_temp_path @WORK@/t2; fastcgi_temp_path @WORK@/t3; uwsgi_temp_path @WORK@/t4; scgi_temp_path @WORK@/t5;
  server { listen 127.0.0.1:@PORT@; } }
CONF
    chmod -R a+rX "$work"
    nginx -c "$work/nginx.conf" -e "$work/nginx.err" -g "${NGINX_USER:-}" 2>/dev/null & server=$!
    listening() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }
    if until_true 5 eval "listening || ! kill -0 $server" && kill -0 $server 2>/dev/null; then
      children+=($server)
      url="http://127.0.0.1:$port/"
      return
    fi
  done
  fail "nginx does not start: $(cat "$work/nginx.err")"
}
[ "$(id -u)" != 0 ] || NGINX_USER='user root;'

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
: >"$work/nginx.log"
exits 0 follow
equal "requests" "200 /metadata/timestamp.json" "$(cut -d' ' -f1,3 "$work/nginx.log")"
[ "$(cut -d' ' -f2 "$work/nginx.log")" -le 1024 ] || fail "$(cat "$work/nginx.log")"
equal "written" "$before" "$(written)"
note "P7: 1 request, $(cut -d' ' -f2 "$work/nginx.log") bytes, 0 written"

note "one item changed: what belongs to it, and no more"
echo "改正。" >"$work/body.txt"
exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title "决定1" --id item-1 "$work/body.txt"
office
: >"$work/nginx.log"
exits 0 follow
equal "targets fetched" 1 "$(grep -c ' /targets/' "$work/nginx.log")"

note "the server goes away: what is there stays, and says so"
kill "$server"; wait "$server" 2>/dev/null || true
exits 1 follow
equal "alarm" "source-unreachable" "$(alarms "$work/site.db")"
equal "items" 5 "$(items "$work/site.db")"

note "a portal page instead of the publication"
mkdir -p "$work/portal/metadata"
echo '<html>Please log in</html>' >"$work/portal/metadata/timestamp.json"
serve "$work/portal"
exits 1 follow
equal "alarm" "trust-refused" "$(alarms "$work/site.db")"
kill "$server"; wait "$server" 2>/dev/null || true

note "and it comes back"
serve "$work/pub"
exits 0 follow
equal "alarms" "" "$(alarms "$work/site.db")"
