#!/usr/bin/env bash
# The numbers of design §10 that belong to the way from a case database to a screen, beside Chromium in the same run where it is
# installed: P1 start to first page, P2 memory and P3 CPU while cycling, P6 push to frame, P7 a poll with nothing new, frames of passages, P8 100,000
# items. Prints one table. Needs the release build, Xvfb, sqlite3, jq. BENCH_SECONDS (30): one measured span; BENCH_RUNS (9).
cd "$(dirname "$0")/../.."
export BIN=$PWD/build/bin SOURCE=$PWD
. tests/flow/lib.sh
span=${BENCH_SECONDS:-30} runs=${BENCH_RUNS:-9}
need Xvfb sqlite3 jq cc
cc -O2 -o "$work/first_pixel" tests/bench/first_pixel.c -lX11
start_x 1920x1080
chromium=$(command -v chromium || true)

row() { printf '| %-3s | %-50s | %16s | %16s | %-24s |\n' "$@"; }
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
tree() { local p; echo "$1"; for p in $(pgrep -P "$1" || true); do tree "$p"; done; }
pss() { local t=0 p; for p in $(tree "$1"); do t=$((t + $(awk '/^Pss:/ {print $2}' "/proc/$p/smaps_rollup" 2>/dev/null || echo 0))); done; awk "BEGIN {printf \"%.1f\", $t / 1024}"; }
ticks() { local t=0 p; for p in $(tree "$1"); do t=$((t + $(awk '{print $14 + $15}' "/proc/$p/stat" 2>/dev/null || echo 0))); done; echo "$t"; }
cpu() { local a b; a=$(ticks "$1"); sleep "$span"; b=$(ticks "$1"); awk "BEGIN {printf \"%.2f\", ($b - $a) / $(getconf CLK_TCK) / $span * 100}"; }
ratio() { awk "BEGIN {if ($2 > 0) printf \"%.2f\", $1 / $2; else print \"-\"}"; }
stop() { kill "$1" 2>/dev/null || true; wait "$1" 2>/dev/null || true; }

# Both programs show the same documents.
text=$SOURCE/tests/cases/whole/notice.txt
add() { "$BIN/feeder" add --case "$work/case.db" "$@" >/dev/null; }
add --catalogue D14 --title 公告 --id one "$text"
add --catalogue D01 --title 办法 --id two "$SOURCE/tests/cases/whole/rules.md"
pull() { "$BIN/feeder" pull --source "sqlite:$work/$1.db" --cache "$work/$2" >/dev/null; }
pull case cache.db
{
  echo '<!doctype html><meta charset=utf-8><style>body{margin:0;font:36px/1.6 "Noto Sans CJK SC";background:#F7F4EC}header{background:#9E1B1E;height:90px}p{margin:0 72px}</style><header></header><div id=t></div><script>const lines=['
  cat "$text" "$SOURCE/tests/cases/whole/rules.md" | perl -CS -ne 's/[\\"<>]//g; s/\s+$//; print "\"<p>$_</p>\",\n" if /\S/'
  echo '];let k=0;function turn(){document.getElementById("t").innerHTML=lines.slice(k,k+10).join("");k=k+10<lines.length?k+10:0}turn();setInterval(turn,5000)</script>'
} >"$work/page.html"
browser=("$chromium" --no-sandbox --kiosk --disable-gpu --no-first-run --disable-background-networking --disable-component-update
  --disable-sync --disable-quic --window-size=1920,1080 --window-position=0,0 --user-data-dir="$work/profile" "file://$work/page.html")

band=9E1B1E
first() { local i; for i in $(seq "$runs"); do "$work/first_pixel" 3 3 $band 30 "$@" 2>/dev/null; done | median; }
row '' what ours Chromium goal
row --- -------------------------------------------------- ---------------: ---------------: ------------------------
ours=$(first "$BIN/kiosk" --cache "$work/cache.db") theirs=0
if [ -n "$chromium" ]; then
  "$work/first_pixel" 3 3 $band 60 "${browser[@]}" >/dev/null 2>&1 || true # its first start makes the profile
  theirs=$(first "${browser[@]}")
fi
row P1 'start of process to first complete page, ms' "$ours" "$theirs" "<= 1/4; is $(ratio "$ours" "$theirs")"

"$BIN/kiosk" --cache "$work/cache.db" --dwell 5 2>/dev/null &
pid=$!; children+=($pid)
sleep 15
ours_pss=$(pss $pid) ours_cpu=$(cpu $pid) theirs_pss=0 theirs_cpu=0
stop $pid
if [ -n "$chromium" ]; then
  "${browser[@]}" >/dev/null 2>&1 &
  pid=$!; children+=($pid)
  sleep 15
  theirs_pss=$(pss $pid) theirs_cpu=$(cpu $pid)
  stop $pid
fi
row P2 'memory while cycling, PSS of the whole tree, MiB' "$ours_pss" "$theirs_pss" "<= 1/8; is $(ratio "$ours_pss" "$theirs_pss")"
row P3 'CPU while cycling still pages, 5 s each, % of a core' "$ours_cpu" "$theirs_cpu" '<= Chromium'

# Passages from page to page, from the screen's own account of each: frames a second (design: 30 where the processor sends the pixels), and
# the longest that one frame stood.
printf '[log]\nlevel = debug\n[screen]\ntransition_ms = 150\n' >"$work/passage.ini"
"$BIN/kiosk" --config "$work/passage.ini" --cache "$work/cache.db" --dwell 0.5 --pages "${BENCH_PASSAGES:-100}" 2>"$work/passage.log" >/dev/null
sed -nE 's/.*passage: ([0-9]+) frames in ([0-9]+) ms, the slowest after ([0-9]+)/\1 \2 \3/p' "$work/passage.log" >"$work/passages"
frames=$(awk '{printf "%.1f\n", $1 * 1000 / $2}' "$work/passages" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)] ", " v[int(NR / 100) + 1]}')
slowest=$(awk '{print $3}' "$work/passages" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)] ", " v[int(NR * .99 + .5)]}')
row '' "$(wc -l <"$work/passages") passages, frames a second: median, lowest 1 %" "$frames" '-' '>= 30 in software'
row '' 'the longest a frame of them stood, ms: median, p99' "$slowest" '-' ''

# P6: feeder add to the frame, through the daemon and the real window.
printf '[source]\nuri = sqlite:%s\ninterval_seconds = 3600\n[cache]\npath = %s\n' "$work/case.db" "$work/cache.db" >"$work/feeder.ini"
"$BIN/feeder" run --config "$work/feeder.ini" 2>/dev/null &
daemon=$!; children+=($daemon)
"$BIN/kiosk" --cache "$work/cache.db" --dwell 600 --trace >"$work/trace" 2>/dev/null &
pid=$!; children+=($pid)
until_true 10 test -s "$work/trace"
echo 请绕行。 >"$work/urgent.txt"
pushes=${BENCH_PUSHES:-100}
for n in $(seq "$pushes"); do
  add --catalogue D28 --audience public --priority urgent --title "警示$n" --id "push-$n" "$work/urgent.txt"
  begin=$(date +%s.%N) # the command has returned: the push is in the case database
  until_true 5 grep -q "\"push-$n\"" "$work/trace" || { echo "push $n did not arrive" >&2; exit 1; }
  jq -r "select(.item == \"push-$n\") | .t - $begin" "$work/trace" | head -n 1
  "$BIN/feeder" withdraw --case "$work/case.db" --id "push-$n" --reason 测试 >/dev/null
  until_true 5 sh -c "! tail -n 1 '$work/trace' | grep -q '\"push-$n\"'" || { echo "withdrawal $n did not arrive" >&2; exit 1; }
done | awk '{printf "%.0f\n", $1 * 1000}' | sort -n >"$work/push"
stop $pid; stop $daemon
row P6 "push to frame on this machine, ms: median, p99 of $pushes" "$(median <"$work/push"), $(awk -v n="$pushes" 'NR >= n * 0.99 {print; exit}' "$work/push")" '-' '<= 300'

# P7: what the daemon writes over polls with nothing new (wchar: all that it hands to write calls); its first pull is left
# out. What remains with an SQLite source are the 8 bytes a poll by which SQLite makes its shared-memory index of the source, no file of ours.
printf '[source]\nuri = sqlite:%s\ninterval_seconds = 1\n[cache]\npath = %s\n' "$work/case.db" "$work/cache.db" >"$work/poll.ini"
"$BIN/feeder" run --config "$work/poll.ini" 2>/dev/null &
pid=$!; children+=($pid)
wrote() { awk '/^wchar/ {print $2}' "/proc/$pid/io"; }
checked() { stat -c %Y "$work/cache.db.status"; }
begin=$(checked)
until_true 10 sh -c "[ \$(stat -c %Y '$work/cache.db.status') -gt $begin ]"
before=$(cat "$work"/cache.db* | sha256sum) first=$(wrote) begin=$(checked)
sleep 12
written=$(($(wrote) - first))
[ "$before" = "$(cat "$work"/cache.db* | sha256sum)" ] || written="$written, changed"
polls=$(($(checked) - begin))
stop $pid
row P7 "$polls polls with nothing new: bytes written" "$written" '-' '0'

# P8: 100 against 100,000 items.
declare -A pulled polled start memory
for count in 100 100000; do
  rm -f "$work"/many.db*
  "$BIN/feeder" add --case "$work/many.db" --catalogue D14 --title 公告 --id one "$text" >/dev/null
  sqlite3 "$work/many.db" "BEGIN; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $count - 1)
    INSERT INTO item(id, version, catalogue, kind, audience, published_at) SELECT 'many-' || i, 1, 'D14', 'document', 'public', '2026-01-01T00:00:00Z' FROM n;
    INSERT INTO item_text(item_id, lang, title, body) SELECT id, 'zh', '公告' || id, '正文' || id || '。' FROM item WHERE id LIKE 'many-%'; COMMIT;"
  begin=$(date +%s%N); pull many "many-$count.cache"; pulled[$count]=$(( ($(date +%s%N) - begin) / 1000000 ))
  begin=$(date +%s%N); pull many "many-$count.cache"; polled[$count]=$(( ($(date +%s%N) - begin) / 1000000 ))
  start[$count]=$(first "$BIN/kiosk" --cache "$work/many-$count.cache")
  "$BIN/kiosk" --cache "$work/many-$count.cache" --dwell 1 2>/dev/null &
  pid=$!; children+=($pid)
  sleep 12
  memory[$count]=$(pss $pid)
  stop $pid
done
row P8 'first page, ms: 100 items, 100,000 items' "${start[100]}, ${start[100000]}" '-' "<= 1.25; is $(ratio "${start[100000]}" "${start[100]}")"
row P8 'memory, MiB: 100 items, 100,000 items' "${memory[100]}, ${memory[100000]}" '-' "<= 1.25; is $(ratio "${memory[100000]}" "${memory[100]}")"
row '' 'first pull, ms: 100 items, 100,000 items' "${pulled[100]}, ${pulled[100000]}" '-' ''
row '' 'poll with nothing new, ms: 100 items, 100,000 items' "${polled[100]}, ${polled[100000]}" '-' ''
