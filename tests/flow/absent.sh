#!/usr/bin/env bash
# A published item whose row is gone from the cache (a disk that lost it, a hand that took it) leaves a screen that looks whole. The
# screen tells by itself, without a feeder: a banner with the number of items and whom to ask, in every shape and language; its log; its
# report, and with it `feeder status`. Put back, or fetched again by the feeder, nothing is left of it.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq convert compare
exits 0 "$BIN/feeder" keys new --to "$work/keys"
printf '一段正文，一字不漏。\n' >"$work/body.txt"
for id in n1 n2 n3 n4; do exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title "公告$id" --id "$id" "$work/body.txt"; done
exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/office.db"
exits 0 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$work/keys"
site=$work/site.db
follow() { exits 0 "$BIN/feeder" pull --source "file://$work/pub/" --cache "$site" --trust "$work/keys/1.root.json"; }
follow
printf '[cache]\npath = %s\ntrust = %s/keys/1.root.json\n[screen]\nreport = %s.screen\n[office]\nhotline = 0433-5550122\n' "$site" "$work" "$site" >"$work/kiosk.ini"
at=$(date -u -d '@'"$(( $(date +%s) + 5 ))" +%Y-%m-%dT%H:%M:%SZ)
take() { sqlite3 "$site" "ATTACH '$work/aside.db' AS aside; CREATE TABLE aside.away AS SELECT * FROM item WHERE id IN ('n2','n3'); DELETE FROM item WHERE id IN ('n2','n3')"; }
give() { sqlite3 "$site" "ATTACH '$work/aside.db' AS aside; INSERT INTO item SELECT * FROM aside.away; DROP TABLE aside.away"; }

# pictures NAME LANG…: n1 in three shapes, and what was said
sizes="1920x1080 1080x1920 320x160"
pictures() {
  local size lang
  mkdir "$work/$1"
  : >"$work/$1.log"
  for size in $sizes; do for lang in "${@:2}"; do
    exits 0 "$BIN/kiosk" --config "$work/kiosk.ini" --snapshot "$work/$1/$size-$lang" --item n1 --size "$size" --lang "$lang" --at "$at"
    cat "$work/err" >>"$work/$1.log"
  done; done
}
# Rows of the banner's colour (of a panel: of its head) between the head and a quarter of the height
amber() { convert "$1" -gravity north -crop "100%x25%+0+0" +repage -fuzz 2% -fill black +opaque '#F6EAD0' -fill white -opaque '#F6EAD0' -format '%[fx:mean]' info:; }
pictures whole zh zh+ko
equal "a whole screen says" 0 "$(grep -c 'cannot be shown' "$work/whole.log" || true)"
take
pictures lacking zh zh+ko
equal "six times" 6 "$(grep -c '2 published items cannot be shown, and 0 signed lists not be verified: n2 n3' "$work/lacking.log")"
give
pictures again zh
for size in $sizes; do for lang in zh zh+ko; do
  for page in "$work/whole/$size-$lang"/*.png; do
    other=${page/whole/again}
    [ $lang = zh ] || continue
    equal "$size $lang, put back" 0 "$(compare -metric AE "$page" "$other" null: 2>&1 || true)"
  done
  if [ "$size" = 320x160 ]; then # in the head of a panel: the sign on each frame, the words on the fourth
    [ "$(compare -metric AE -extract 320x28+0+0 "$work/whole/$size-$lang/001.png" "$work/lacking/$size-$lang/001.png" null: 2>&1 || true)" -gt 50 ] || fail "no sign on the panel ($lang)"
    [ "$(compare -metric AE -extract 320x28+0+0 "$work/lacking/$size-$lang/001.png" "$work/lacking/$size-$lang/004.png" null: 2>&1 || true)" -gt 500 ] || fail "no words on the panel ($lang)"
  else
    before=$(amber "$work/whole/$size-$lang/001.png") after=$(amber "$work/lacking/$size-$lang/001.png")
    note "$size $lang: of the upper quarter $after in the banner's colour, whole $before"
    [ "$(jq -n "$after > 0.08 and $before < 0.01")" = true ] || fail "no banner at $size $lang"
  fi
done; done

# On the running screen, which has no feeder beside it: within seconds, and gone again within seconds.
SDL_VIDEODRIVER=dummy "$BIN/kiosk" --config "$work/kiosk.ini" --windowed --size 640x360 --dwell 0.2 --trace >"$work/trace" 2>"$work/kiosk.log" & kiosk=$!
children+=($kiosk)
absent() { jq -e --argjson want "$1" '.absent == $want' "$site.screen"; }
until_true 20 absent '[]' || fail "no report"
take
until_true 20 absent '["n2","n3"]' || { cat "$work/kiosk.log" "$site.screen" >&2; fail "two rows are gone and the screen says nothing"; }
exits 0 "$BIN/feeder" status --cache "$site" --json
equal "open alarms" '["screen-lacks n2","screen-lacks n3"]' "$(jq -c '[.alarms[] | "\(.code) \(.subject)"] | sort' "$work/out")"
exits 0 "$BIN/feeder" status --cache "$site"
grep -q '已公布而本屏未能显示： n2 n3' "$work/out" || { cat "$work/out" >&2; fail "the clerk is not told"; }
grep -q '2 published items cannot be shown.*: n2 n3' "$work/kiosk.log" || fail "the log does not tell"
give
until_true 20 absent '[]' || fail "put back, and still missed"
grep -q 'all that is published for this screen is here again' "$work/kiosk.log" || fail "the log does not tell that it is over"
sqlite3 "$site" "DELETE FROM item"
until_true 20 absent '["n1","n2","n3","n4"]' || fail "all rows are gone and the screen says nothing"
# Its programme is empty now, and it does not say that nothing is published.
until_true 10 sh -c "tail -n 1 '$work/trace' | jq -e '.item == \"\"'" || fail "something is shown that is not there"
follow # nothing new is published; the audit finds that something is gone
equal "the feeder's alarms" '["cache-damaged n1","cache-damaged n2","cache-damaged n3","cache-damaged n4"]' \
  "$("$BIN/feeder" status --cache "$site" --json | jq -c '[.alarms[] | select(.code == "cache-damaged") | "\(.code) \(.subject)"] | sort')"
until_true 20 absent '[]' || fail "fetched again, and still missed"
until_true 10 sh -c "tail -n 20 '$work/trace' | jq -es 'map(.item) | unique == [\"n1\",\"n2\",\"n3\",\"n4\"]'" || fail "not all are back on the screen"
kill "$kiosk" && wait "$kiosk" || true
