#!/usr/bin/env bash
# demo.sh as a newcomer meets it, without its installing and building: every item of the demo reaches the site's screen over the
# signed publication; an urgent message arrives while it runs; a byte changed on the way is refused and heals; after Ctrl-C
# nothing is left running; it starts again at once, also on another day.
. "$(dirname "$0")/lib.sh"
need nginx sqlite3 jq pgrep flock
home=$work/demo site=$work/demo/site/cache.db case=$work/demo/office/case.db
demo() { DEMO_BIN=$BIN DEMO_HOME=$home timeout 300 bash "$SOURCE/demo.sh" "$@"; }
pictures() { env -u DISPLAY -u WAYLAND_DISPLAY DEMO_BIN="$BIN" DEMO_HOME="$home" timeout 300 bash "$SOURCE/demo.sh" --size 640x360 "$@"; }
nothing_left() { ! pgrep -f "$home" >"$work/left"; }
held() { [ "$(cache_sql "$site" "SELECT count(*) FROM item WHERE id = '$1'")" = 1 ]; }
milliseconds() { echo $(($(date +%s%N) / 1000000)); }

note "without a display: the whole way once, then pages"
exits 0 pictures
sqlite3 -readonly "$case" "SELECT id FROM item WHERE status = 'published' AND id NOT IN (SELECT item_id FROM withdrawal) ORDER BY id" >"$work/wanted"
[ "$(wc -l <"$work/wanted")" -ge 40 ] || fail "the demo has hardly any items"
cache_sql "$site" "SELECT id FROM item ORDER BY id" >"$work/got"
diff "$work/wanted" "$work/got" >&2 || fail "not all items of the case database are at the site"
equal "signatures at the site" 1 "$(cache_sql "$site" "SELECT count(*) FROM chain WHERE name = 'timestamp.json'")"
affected=$(sqlite3 -readonly "$case" "SELECT count(*) FROM item WHERE audience = 'affected' AND status = 'published' AND id NOT IN (SELECT item_id FROM withdrawal)")
[ "$affected" -gt 0 ] || fail "the demo has nothing for the affected"
equal "opened seals" "$affected" "$(cache_sql "$site" "SELECT count(*) FROM sealed")"
# On the screen, which verifies for itself: all of them, but for what is scheduled for later.
cache_sql "$site" "SELECT id FROM item WHERE display_from IS NULL OR display_from <= CAST(strftime('%s', 'now') AS INTEGER) ORDER BY id" >"$work/due"
jq -r '[.[].item] | unique[]' "$home/pages/index.json" >"$work/shown"
diff "$work/due" "$work/shown" >&2 || fail "not all items that are due are shown"
equal "pages" "$(jq length "$home/pages/index.json")" "$(find "$home/pages" -name '*.png' -size +1k | wc -l)"
[ -s "$home/contact-sheet.png" ] || fail "no contact sheet"
nothing_left || fail "left running: $(cat "$work/left")"

note "on a display, from what the first run left; options reach the kiosk"
start_x 800x600
env --default-signal=INT setsid bash -c 'exec "$0" "$@"' env DEMO_BIN="$BIN" DEMO_HOME="$home" bash "$SOURCE/demo.sh" --windowed --size 640x360 --dwell 0.5 --trace \
  >"$work/demo.out" 2>"$work/demo.err" & demo=$!
children+=($demo)
until_true 60 grep -q '"state":"FRESH"' "$work/demo.out" || fail "nothing FRESH on the screen: $(tail -n 5 "$work/demo.out" "$work/demo.err")"
exits 1 pictures
grep -q 'running already' "$work/err" || fail "two at once"

note "an urgent message"
echo 今晚八点起停水。 >"$work/message.txt"
before=$(milliseconds)
exits 0 "$BIN/feeder" add --case "$case" --catalogue D35 --priority urgent --title 停水通知 --id stop "$work/message.txt"
until_true 30 grep -q '"item":"stop"' "$work/demo.out" || fail "the message is not on the screen: $(tail -n 3 "$home"/*/feeder.log)"
note "from the desk to the screen: $(($(milliseconds) - before)) ms"

note "a byte changed on the way"
refused() { # again and again: the office may have signed anew just then
  sed -i s/snapshot/snapshat/ "$home/office/publication/metadata/timestamp.json"
  [ "$(alarms "$site")" = trust-refused ]
}
until_true 30 refused || fail "alarms: $(alarms "$site")"
held stop || fail "the refusal took something away"
exits 0 "$BIN/feeder" add --case "$case" --catalogue D35 --title 恢复供水 --id again "$work/message.txt"
until_true 60 held again || fail "it did not recover"
until_true 10 eval '[ -z "$(alarms "$site")" ]' || fail "alarms: $(alarms "$site")"

note "Ctrl-C"
kill -INT -- "-$demo"
wait "$demo" || fail "exit $?"
until_true 5 nothing_left || fail "left running: $(cat "$work/left")"

note "another day: everything anew"
echo 2000-01-01 >"$home/day"
exits 0 pictures --item YS-D35
equal "a message of another day" 0 "$(cache_sql "$site" "SELECT count(*) FROM item WHERE id = 'stop'")"
nothing_left || fail "left running: $(cat "$work/left")"
