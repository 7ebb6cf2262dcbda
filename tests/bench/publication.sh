#!/usr/bin/env bash
# Following a signed publication over HTTP, beside curl in the same run: P5 a first pull of 10,000 items of 2 KB, P7 a poll with
# nothing new, P9 the feeder's peak; then a first pull of 100,000 items and what one change in them costs. nginx on loopback serves
# both. Prints one table. Needs the release build, nginx, curl, sqlite3, jq, GNU time. BENCH_RUNS (5), BENCH_MANY (100000).
cd "$(dirname "$0")/../.."
export BIN=$PWD/build/bin SOURCE=$PWD
. tests/flow/lib.sh
. tests/flow/lib_nginx.sh
need curl sqlite3 jq /usr/bin/time
runs=${BENCH_RUNS:-5} many=${BENCH_MANY:-100000}
listen=

row() { printf '| %-3s | %-58s | %16s | %22s | %-24s |\n' "$@"; }
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
ratio() { awk "BEGIN {if ($2 > 0) printf \"%.2f\", $1 / $2; else print \"-\"}"; }
timed() { /usr/bin/time -o "$work/time" -f '%e %M %U %S' "$@" >/dev/null 2>"$work/err" || { cat "$work/err" >&2; exit 1; }; } # seconds, KiB, processor seconds
seconds() { cut -d' ' -f1 "$work/time"; }
processor() { awk '{printf "%.2f\n", $3 + $4}' "$work/time"; }
mebibytes() { awk '{printf "%.0f", $2 / 1024}' "$work/time"; }
requests() { wc -l <"$work/$1.log"; }
sent() { awk '{n += $2} END {printf "%d", n}' "$work/$1.log"; }

# office NAME COUNT: a case database of items of 2 KB, pulled and published in $work/NAME.
office() {
  mkdir -p "$work/$1"
  echo 公告 >"$work/one.txt"
  "$BIN/feeder" keys new --to "$work/$1/keys" >/dev/null
  "$BIN/feeder" add --case "$work/$1/case.db" --catalogue D14 --title 公告 --id one "$work/one.txt" >/dev/null
  sqlite3 "$work/$1/case.db" "BEGIN; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $2 - 1)
    INSERT INTO item(id, version, catalogue, kind, audience, published_at) SELECT 'many-' || i, 1, 'D14', 'document', 'public', '2026-01-01T00:00:00Z' FROM n;
    INSERT INTO item_text(item_id, lang, title, body) SELECT id, 'zh', '公告' || id, replace(hex(zeroblob(70)), '00', '第' || id || '项正文。')
      FROM item WHERE id LIKE 'many-%'; COMMIT;"
  publish "$1"
}
publish() {
  "$BIN/feeder" pull --source "sqlite:$work/$1/case.db" --cache "$work/$1/office.db" >/dev/null
  "$BIN/feeder" publish --cache "$work/$1/office.db" --to "$work/$1/pub" --keys "$work/$1/keys" >/dev/null
}
follow() { timed "$BIN/feeder" pull --source "http://127.0.0.1:$port/" --cache "$work/$1/site.db" --trust "$work/$1/keys/1.root.json"; }
anew() { rm -rf "$work/$1"/site.db*; }

row '' what ours curl goal
row --- ---------------------------------------------------------- ---------------: ---------------------: ------------------------

office few 10000
start_nginx few "root $work/few/pub;"
(cd "$work/few/pub" && find . -type f) | sed "s|^\.|http://127.0.0.1:$port|; s|.*|url = \"&\"\noutput = \"/dev/null\"|" >"$work/list"
for _ in $(seq "$runs"); do # turn by turn: all see the same weather
  anew few
  follow few; seconds >>"$work/ours"; processor >>"$work/ours.cpu"; mebibytes >"$work/peak"
  timed curl -s -K "$work/list"; seconds >>"$work/curl"; processor >>"$work/curl.cpu"
  timed curl -s --parallel --parallel-max 4 -K "$work/list"; seconds >>"$work/parallel"
done
[ "$(items "$work/few/site.db")" = 10000 ] || fail "not all items arrived"
ours=$(median <"$work/ours") plain=$(median <"$work/curl") parallel=$(median <"$work/parallel")
size=$(find "$work/few/pub/targets" -type f -printf '%s\n' | awk '{n += $1} END {printf "%.1f", n / NR / 1000}')
row P5 "first pull of 10,000 items of $size KB, verified, committed, s" "$ours" "$plain" "<= 2; is $(ratio "$ours" "$plain")"
row '' '  curl with four connections at once' "$ours" "$parallel" "is $(ratio "$ours" "$parallel")"
row '' '  processor time of the program, s' "$(median <"$work/ours.cpu")" "$(median <"$work/curl.cpu")" ''
row P9 'peak of that pull, MiB' "$(cat "$work/peak")" - '<= 96'

# P7: the daemon, a poll a second.
printf '[source]\nuri = http://127.0.0.1:%s/\ntrust = %s\ninterval_seconds = 1\n[cache]\npath = %s\n' "$port" "$work/few/keys/1.root.json" "$work/few/site.db" >"$work/poll.ini"
"$BIN/feeder" run --config "$work/poll.ini" 2>/dev/null &
pid=$!; children+=($pid)
wrote() { awk '/^wchar/ {print $2}' "/proc/$pid/io"; }
start=$(requests few)
until_true 20 eval "[ \$(requests few) -gt $((start + 1)) ]"
: >"$work/few.log"
first=$(wrote) before=$(find "$work/few" -name "site.db*" -type f -exec cat {} + | sha256sum)
sleep 12
written=$(($(wrote) - first)) polls=$(requests few) bytes=$(awk '$2 > m {m = $2} END {print m}' "$work/few.log")
others=$(grep -cv ' /metadata/timestamp.json$' "$work/few.log" || true)
[ "$before" = "$(find "$work/few" -name "site.db*" -type f -exec cat {} + | sha256sum)" ] || written="$written, changed"
kill $pid; wait $pid 2>/dev/null || true
row P7 "$polls polls with nothing new: requests but one a poll" "$others" - 0
row P7 '  most bytes sent for one, with its head' "$bytes" - '<= 1024'
row P7 '  bytes written in all of them' "$written" - 0
stop_nginx "$server"

office many "$many"
start_nginx many "root $work/many/pub;"
follow many
row '' "first pull of $many items, s" "$(seconds)" - ''
row P9 '  its peak, MiB' "$(mebibytes)" - '<= 96'
follow many
row '' 'a poll with nothing new by a program that starts (it audits), s' "$(seconds)" - ''
echo 改正。 >"$work/one.txt"
"$BIN/feeder" add --case "$work/many/case.db" --catalogue D14 --title 公告 --id many-5 "$work/one.txt" >/dev/null
publish many
: >"$work/many.log"
follow many
row '' "a pull after one change in $many, s" "$(seconds)" - ''
row '' '  requests, bytes sent' "$(requests many), $(sent many)" - ''
row P9 '  its peak, MiB' "$(mebibytes)" - '<= 96'
[ "$(items "$work/many/site.db")" = "$many" ] || fail "not all items arrived"
