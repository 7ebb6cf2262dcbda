#!/usr/bin/env bash
# The real window on a real X display, judged by screenshot and --trace: the programme runs through every page, an urgent item
# interrupts at once and the programme goes on where it stood, a withdrawn item leaves at once, a change comes with the next
# page turn, kills are healed in under 3 s with the feeder dead, and a still page costs no CPU.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq import convert
start_x 1280x720

cache=$work/cache.db case=$work/case.db
add() { exits 0 "$BIN/feeder" add --case "$case" "$@"; }
pull() { exits 0 "$BIN/feeder" pull --source "sqlite:$case" --cache "$cache"; }
trace_of() { jq -r 'select(.item != "") | "\(.item) \(.page)/\(.pages)"' "$1"; }
show() { : >"$work/trace"; "$BIN/kiosk" --cache "$cache" --trace "$@" >"$work/trace" 2>"$work/kiosk.log" & kiosk=$!; children+=($kiosk); }
stop() { kill "$1" && wait "$1" || true; }
presented() { [ "$(grep -c '"item":"[^"]' "$work/trace")" -ge "$1" ]; }
colour_at() { import -silent -window root "$work/shot.png" && convert "$work/shot.png" -format "%[hex:p{$1}]" info: | cut -c1-6; }

# Without a cache there is a page that says so, never black; when the feeder has made one, the programme starts by itself.
show --dwell 600
until_true 5 test -s "$work/trace" || fail "no built-in page"
equal "state without a cache" DEAD "$(jq -r .state "$work/trace" | head -n 1)"
[ "$(colour_at 640,300)" != 000000 ] || fail "the built-in page is black"
add --catalogue D14 --title 征收决定公告 --id long "$SOURCE/tests/cases/whole/rules.md"
printf '第二份文件的正文。\n' >"$work/second.txt"
add --catalogue D01 --title 第二份文件 --id second "$work/second.txt"
pull
until_true 5 presented 1 || fail "the new cache is not shown"
stop "$kiosk"

# Every page of every item, in order, then again from the start.
"$BIN/kiosk" --cache "$cache" --snapshot "$work/pages" --size 1280x720 2>/dev/null
total=$(jq length "$work/pages/index.json")
exits 0 "$BIN/kiosk" --cache "$cache" --trace --dwell 0.05 --pages $((total + 1))
trace_of "$work/out" >"$work/walked"
jq -r '.[] | "\(.item) \(.page)/\(.pages)"' "$work/pages/index.json" >"$work/programme"
head -n 1 "$work/programme" >>"$work/programme"
cmp "$work/walked" "$work/programme" || fail "the screen does not walk the programme"
note "$total pages in order, and round again"

# The frame on the screen is the frame of the snapshot: head band red, page paper.
show --dwell 600
until_true 5 presented 1 || fail "nothing presented"
equal "head band" 9E1B1E "$(colour_at 2,2)"
convert "$work/shot.png" "$work/pages/001.png" -metric AE -compare -format '%[distortion]' info: >"$work/differ" 2>&1 || true
differ=$(cut -d. -f1 "$work/differ")
[ "${differ:-999999}" -lt $((1280 * 720 / 20)) ] || fail "screen and snapshot differ in $differ pixels (clock and page-time line may)"

# A still page: less than 1 % of a core over five seconds.
before=$(awk '{print $14 + $15}' "/proc/$kiosk/stat"); sleep 5; after=$(awk '{print $14 + $15}' "/proc/$kiosk/stat")
[ $(( (after - before) * 100 / $(getconf CLK_TCK) / 5 )) -lt 1 ] || fail "a still page costs $((after - before)) ticks in 5 s"

# The daemon carries a push: urgent interrupts at once, then the programme goes on with the page it cut short.
printf '[source]\nuri = sqlite:%s\ninterval_seconds = 3600\n[cache]\npath = %s\n' "$case" "$cache" >"$work/feeder.ini"
"$BIN/feeder" run --config "$work/feeder.ini" 2>"$work/feeder.log" & feeder=$!; children+=($feeder)
stop "$kiosk"
show --dwell 2
until_true 5 presented 1
standing=$(trace_of "$work/trace" | tail -n 1)
printf '请立即绕行。\n' >"$work/urgent.txt"
add --catalogue D28 --audience public --priority urgent --title 停电通知 --id alert "$work/urgent.txt"
pushed=$(date +%s.%N)
until_true 3 grep -q '"alert"' "$work/trace" || fail "the urgent item does not interrupt"
took=$(jq -r "select(.item == \"alert\") | (.t - $pushed) * 1000 | floor" "$work/trace" | head -n 1)
note "push to frame: $took ms"
[ "$took" -lt 1500 ] || fail "an urgent item took $took ms"
until_true 10 sh -c "sed -n '/\"alert\"/,\$p' '$work/trace' | grep -v '\"alert\"' | grep -q item"
resumed=$(sed -n '/"alert"/,$p' "$work/trace" | trace_of /dev/stdin | grep -v alert | head -n 1)
equal "after the urgent item" "$standing" "$resumed"

# Withdrawn while it stands: it leaves at once, not at the end of its time.
exits 0 "$BIN/feeder" withdraw --case "$case" --id alert --reason 已恢复供电
until_true 3 sh -c "[ \$('$BIN/feeder' status --cache '$cache' --json | jq .items) = 2 ]" || fail "the withdrawal did not arrive"
stop "$kiosk"
show --dwell 600
until_true 5 presented 1
standing=$(jq -r .item "$work/trace" | tail -n 1)
exits 0 "$BIN/feeder" withdraw --case "$case" --id "$standing" --reason 测试撤下
until_true 3 sh -c "tail -n 1 '$work/trace' | grep -qv '\"$standing\"'" || fail "a withdrawn item stays on the screen"
note "withdrawn while it stood: gone"

# A new version comes with the next page turn.
other=$(jq -r .item "$work/trace" | tail -n 1)
stop "$kiosk"
show --dwell 1
until_true 5 presented 1
add --catalogue D01 --title 新版文件 --id "$other" "$work/urgent.txt"
until_true 6 sh -c "jq -e 'select(.item == \"$other\" and .version == 2)' '$work/trace' >/dev/null" || fail "version 2 is not shown"

# Feeder dead, kiosk killed: back with whole content in under 3 s, five times.
kill -KILL "$feeder"
for n in 1 2 3 4 5; do
  kill -KILL "$kiosk"; wait "$kiosk" 2>/dev/null || true
  begin=$(date +%s%N)
  show --dwell 600
  until_true 3 presented 1 || fail "kill $n: not back within 3 s"
  note "kill $n: back after $(( ($(date +%s%N) - begin) / 1000000 )) ms"
done
