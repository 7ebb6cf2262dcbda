#!/usr/bin/env bash
# The wall clock jumps by fifty years, to and fro, under a kiosk with a trust root: unlike one without (clock.sh) it shows nothing
# early, brings nothing back that is over, and its state is that of the boot's clock. And an old disk that is put back is STALE, at
# any clock, until something newer is verified.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq faketime
preload=$(faketime 2026-12-01 sh -c 'echo "$LD_PRELOAD"')
day=$((24 * 3600)) year=$((365 * 24 * 3600)) cache=$work/site.db
at() { date -u -d "@$(( $(date +%s) + $1 ))" +%Y-%m-%dT%H:%M:%SZ; }
office() { exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/office.db"
  exits 0 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$work/keys"; }
follow() { "$BIN/feeder" pull --source "file://$work/pub/" --cache "$cache" --trust "$work/keys/1.root.json"; }

printf '一段正文。\n' >"$work/body.txt"
exits 0 "$BIN/feeder" keys new --to "$work/keys"
for id in open windowed future ended; do exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D01 --title "$id" --id "$id" "$work/body.txt"; done
sqlite3 "$work/case.db" "UPDATE item SET display_from = '$(at -$day)' WHERE id = 'windowed';
  UPDATE item SET display_from = '$(at $((10 * day)))', display_until = '$(at $((20 * day)))' WHERE id = 'future';
  UPDATE item SET published_at = '$(at $((-9 * day)))', display_until = '$(at -$day)' WHERE id = 'ended';"
office
cp -r "$work/pub" "$work/pub.first"
exits 0 follow
mkdir "$work/image"
cp -r "$cache" "$cache-wal" "$cache.status" "$cache.trust" "$work/image/"

clock() { echo "$1" >"$work/clock.new"; mv "$work/clock.new" "$work/clock"; }
clock +0
LD_PRELOAD=$preload FAKETIME_TIMESTAMP_FILE=$work/clock FAKETIME_NO_CACHE=1 DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 SDL_VIDEODRIVER=dummy \
  "$BIN/kiosk" --cache "$cache" --trust "$work/keys/1.root.json" --windowed --size 640x480 --dwell 0.1 --trace >"$work/trace" 2>"$work/kiosk.log" & kiosk=$!
children+=($kiosk)

# shows WHAT OFFSET ITEMS STATE: from the next page on and for two rounds these items, and no other, in that state.
shows() {
  local from lines
  clock "$2"
  from=$(wc -l <"$work/trace")
  turned() { kill -0 "$kiosk" && [ "$(wc -l <"$work/trace")" -ge $((from + 8)) ]; }
  until_true 10 turned || { tail -n 5 "$work/trace" "$work/kiosk.log" >&2; fail "$1: no page is turned any more"; }
  lines=$(tail -n +$((from + 3)) "$work/trace" | head -n 6)
  equal "$1: items" "$3" "$(jq -r .item <<<"$lines" | sort -u | tr '\n' ' ' | sed 's/ $//')"
  equal "$1: state" "$4" "$(jq -r .state <<<"$lines" | sort -u)"
  equal "$1: the clock" "$(( ($(date +%s) + $2) / year ))" "$(tail -n 1 <<<"$lines" | jq ".t / $year | floor")"
  note "$1: $3, $4"
}
shows "the right time" +0 "open windowed" FRESH
shows "fifty years back" -$((50 * year)) "open windowed" FRESH
shows "fifteen days on" +$((15 * day)) "open windowed" STALE
shows "fifty years on" +$((50 * year)) "open windowed" STALE
shows "a hundred years back at once" -$((50 * year)) "open windowed" FRESH
shows "the right time in the end" +0 "open windowed" FRESH
! jq -r .item "$work/trace" | grep -qE 'future|ended' || fail "an item was shown out of its time"

note "an old disk is put back, as of another boot, with the old publication before it"
exits 0 "$BIN/feeder" withdraw --case "$work/case.db" --id open --reason 文号有误
office
exits 0 follow
shows "after a withdrawal" +0 "windowed" FRESH
kill "$kiosk"; wait "$kiosk" 2>/dev/null || true
rm -rf "$cache"* && cp -r "$work/image/." "$work/"
sed -i 's/"boot":"[0-9a-f]*/"boot":"00000000/' "$cache.trust/proof"
mv "$work/pub" "$work/pub.now"; mv "$work/pub.first" "$work/pub"
exits 0 follow
state() { SDL_VIDEODRIVER=dummy "$@" "$BIN/kiosk" --cache "$cache" --trust "$work/keys/1.root.json" --windowed --size 640x360 --dwell 0.1 \
    --pages 3 --trace 2>/dev/null | jq -r .state | sort -u; }
for offset in +0d -1h -50y; do
  equal "the old disk at $offset" STALE "$(state faketime -f "$offset")"
done
rm -rf "$work/pub"; mv "$work/pub.now" "$work/pub"
exits 0 follow
equal "once something newer is verified" FRESH "$(state)"
equal "and the withdrawal is known again" "future windowed ended" "$(cache_sql "$cache" "SELECT group_concat(id, ' ') FROM (SELECT id FROM item ORDER BY id = 'ended', id)")"
