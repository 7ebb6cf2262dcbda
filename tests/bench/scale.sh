#!/usr/bin/env bash
# Publishing at scale: what a publication costs for 100, 10,000 and 100,000 items and for 2,000 projects, what one nginx carries, and
# how long a notice takes through a chain of feeders. Prints one table. Needs the release build, nginx, sqlite3, jq, cc, GNU time.
# BENCH_SECONDS (60): the span of the 2,000 followers; BENCH_ITEMS ("100 10000 100000"); BENCH_PUSHES (20) through the chain.
cd "$(dirname "$0")/../.."
export BIN=$PWD/build/bin SOURCE=$PWD
. tests/flow/lib.sh
. tests/flow/lib_nginx.sh
need sqlite3 jq cc
[ -x /usr/bin/time ] || need gnu-time
span=${BENCH_SECONDS:-60} feeder=$BIN/feeder
cc -O2 -std=gnu17 -o "$work/load" tests/bench/load.c
cd "$work"

row() { printf '| %-58s | %9s | %7s | %11s | %9s |\n' "$@"; }
quietly() { "$@" >>out.log 2>>err.log; }
# many DB ITEMS PROJECTS: a case database of notices, each with a body of 2 KB
many() {
  printf '正文。\n' >body.txt
  quietly "$feeder" add --case "$1" --catalogue D14 --title 公告 --id one body.txt
  sqlite3 "$1" "BEGIN; WITH RECURSIVE p(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM p WHERE i < $3)
      INSERT INTO project(id, name) SELECT 'p-' || i, '项目' || i FROM p;
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $2 - 1)
      INSERT INTO item(id, version, project_id, catalogue, kind, audience, published_at)
      SELECT 'many-' || i, 1, 'p-' || (1 + i % $3), 'D14', 'document', 'public', '2026-01-01T00:00:00Z' FROM n;
    INSERT INTO item_text(item_id, lang, title, body) SELECT id, 'zh', '公告' || id,
      '正文' || id || '：' || replace(printf('%.70c', 'x'), 'x', '房屋征收补偿条例。') FROM item WHERE id LIKE 'many-%'; COMMIT;"
}
files() { find repo keys repo.work -type f -printf "%p %T@ %s\n" 2>/dev/null | sort; }
# measured WHAT: one publication: seconds, files and bytes written, peak memory
measured() {
  local s kib
  files >before
  /usr/bin/time -o time -f '%e %M' "$feeder" publish --config bench.ini >>out.log 2>>err.log
  read -r s kib <time
  files >after
  comm -13 before after | awk -v what="$1" -v s="$s" -v kib="$kib" '{n++; b += $3} END {printf "%s\t%.2f\t%d\t%d\t%.0f\n", what, s, n, b, kib / 1024}' |
    { IFS=$'\t' read -r what s n b m; row "$what" "$s" "$n" "$b" "$m"; }
}
# publications ITEMS PROJECTS NAME
publications() {
  rm -rf case.db* cache.db* repo* keys && mkdir -p repo && mkdir -m 700 repo.work
  many case.db "$1" "$2"
  quietly "$feeder" keys new --to keys
  printf '[source]\nuri = sqlite:%s/case.db\n[cache]\npath = %s/cache.db\n[publish]\nto = %s/repo\nkeys = %s/keys\nheartbeat_seconds = %s\n' \
    "$work" "$work" "$work" "$work" 3600 >bench.ini
  quietly "$feeder" pull --config bench.ini
  measured "$3: first publication"
  measured "$3: nothing new"
  sed -i 's/^heartbeat_seconds.*/heartbeat_seconds = 0/' bench.ini
  measured "$3: the timestamp alone"
  sqlite3 case.db "UPDATE item SET version = 2 WHERE id = 'many-7'; UPDATE item_text SET body = '改正。' WHERE item_id = 'many-7'"
  quietly "$feeder" pull --config bench.ini
  measured "$3: one item changed"
  quietly "$feeder" withdraw --case case.db --id many-9 --reason 文号有误
  quietly "$feeder" pull --config bench.ini
  measured "$3: one item withdrawn"
}
row 'what' 'seconds' 'files' 'bytes' 'peak, MiB'
row "$(printf -- '-%.0s' {1..58})" '-------:' '-----:' '---------:' '-------:'
for count in ${BENCH_ITEMS:-100 10000 100000}; do publications "$count" 1 "$count items"; done
publications 10000 2000 '2,000 projects of 5 items'

# One nginx, one process, TLS off: what 2,000 followers cost it, what it can carry.
publications 1000 1 '1,000 items, for what follows' >/dev/null
start_nginx web "root $work/repo; access_log off; keepalive_timeout 75;"
ticks() { awk '{print $14 + $15}' "/proc/$server/stat"; }
# loaded FOLLOWERS INTERVAL_MS SECONDS: sets the fields that load prints, and cpu, nginx's share of a core in percent
loaded() {
  local a b
  a=$(ticks)
  "$work/load" "$port" /metadata/timestamp.json "$@" >load.out || echo "load: $(cat load.out)" >&2
  b=$(ticks)
  eval "$(tr ' ' '\n' <load.out)"
  cpu=$(awk "BEGIN {printf \"%.3f\", ($b - $a) / $(getconf CLK_TCK) / $seconds * 100}")
}
sed -i 's/worker_connections 64/worker_connections 8192/' nginx.web/conf
stop_nginx "$server"
nginx -c "$work/nginx.web/conf" -e "$work/nginx.web/err" 2>/dev/null & server=$!; children+=($server)
until_true 10 sh -c "exec 3<>/dev/tcp/127.0.0.1/$port" || until_true 5 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port"
echo
line() { printf '| %-58s | %-62s |\n' "$@"; }
line 'one nginx on this machine' 'measured'
line "$(printf -- '-%.0s' {1..58})" "$(printf -- '-%.0s' {1..62})"
loaded 2000 30000 "$span"
line "2,000 followers, a poll each 30 s, $span s" "$requests requests, $errors errors, $late late, p50 $p50 us, p99 $p99 us"
line '  nginx' "$cpu % of a core, $bytes bytes a poll"
share=$cpu polls=$requests took=$seconds
loaded 64 0 10
line 'as many as it can, 64 at once' "$(awk "BEGIN {printf \"%.0f\", $requests / $seconds}") requests/s at $cpu % of a core, $errors errors, p99 $p99 us"
rate=$(awk "BEGIN {printf \"%.0f\", $requests / $seconds / $cpu * 100}")
line '  per second of its processor time' "$rate requests: $(awk "BEGIN {printf \"%d\", $rate * 60}") followers at the default of 60 s"
line '  one core, by the cost of a poll among 2,000' "$(awk "BEGIN {if ($share > 0) printf \"%d\", $polls / $took / $share * 100 * 60; else print \"too little to measure\"}") followers at the default of 60 s"
begin=$(date +%s%N)
pids=()
for i in $(seq 20); do "$feeder" pull --source "http://127.0.0.1:$port/" --cache "site-$i.db" --trust keys/1.root.json >>out.log 2>>err.log & pids+=($!); done
failed=0; for p in "${pids[@]}"; do wait "$p" || failed=$((failed + 1)); done
line '20 real first pulls of 1,000 items at once' "$(awk "BEGIN {printf \"%.2f\", ($(date +%s%N) - $begin) / 1e9}") s in all, $failed failed"
begin=$(date +%s%N)
pids=()
for i in $(seq 20); do "$feeder" pull --source "http://127.0.0.1:$port/" --cache "site-$i.db" --trust keys/1.root.json >>out.log 2>>err.log & pids+=($!); done
failed=0; for p in "${pids[@]}"; do wait "$p" || failed=$((failed + 1)); done
line '20 real polls with nothing new at once' "$(awk "BEGIN {printf \"%.2f\", ($(date +%s%N) - $begin) / 1e9}") s in all, $failed failed"
stop_nginx "$server"

# A chain: a county's case database, its publication, its site; the province that follows it, a screen of the province.
mkdir -p county province
quietly "$feeder" keys new --to county.keys
quietly "$feeder" keys new --to province.keys
for name in county province; do
  address=127.0.0.$((2 + ${#name} % 2)) start_nginx $name "root $work/$name; access_log off;"
  eval "${name}_url=http://127.0.0.$((2 + ${#name} % 2)):$port/"
done
config() { # config NAME URI TRUST INTERVAL
  printf '[source]\nuri = %s\ninterval_seconds = %s\n%s\n[cache]\npath = %s/%s.db\n' "$2" "$4" "${3:+trust = $3}" "$work" "$1" >"$1.ini"
  [ ! -d "$1.keys" ] || printf '[publish]\nto = %s/%s\nkeys = %s/%s.keys\n' "$work" "$1" "$work" "$1" >>"$1.ini"
}
config county "sqlite:$work/chain.case" '' 60
config site "$county_url" "$work/county.keys/1.root.json" 1
config province "$county_url" "$work/county.keys/1.root.json" 1
config screen "$province_url" "$work/province.keys/1.root.json" 1
quietly "$feeder" add --case chain.case --catalogue D14 --title 公告 --id first body.txt
for name in county site province screen; do "$feeder" run --config $name.ini 2>$name.log & children+=($!); done
has() { [ "$(cache_sql "$1.db" "SELECT count(*) FROM item WHERE id = '$2'")" = 1 ]; }
until_true 60 has screen first || fail "the chain does not run: $(cat ./*.log)"
for n in $(seq "${BENCH_PUSHES:-20}"); do
  quietly "$feeder" add --case chain.case --catalogue D14 --title 公告 --id "push-$n" body.txt
  begin=$(date +%s%N)
  for name in county site province screen; do
    until_true 30 has $name "push-$n" || fail "push $n did not reach $name"
    echo $((($(date +%s%N) - begin) / 1000000)) >>"$name.ms"
  done
done
median() { sort -n "$1" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
most() { sort -n "$1" | tail -n 1; }
for name in county site province screen; do
  line "feeder add to $name's cache, polls each second, ms" "median $(median $name.ms), most $(most $name.ms), of ${BENCH_PUSHES:-20}"
done
