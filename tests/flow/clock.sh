#!/usr/bin/env bash
# The wall clock jumps by fifty years, to and fro, under a running kiosk: it keeps turning pages at its pace, shows nothing whose
# time has not come by its clock, says that nothing is verified, and is right again when the clock is.
# Not promised: a clock that is wrong decides windows wrongly. Set back it shows again what has ended; set forward it would open
# what is not due and closes what has an end. Nothing holds it to the last time it was known to be right.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq faketime
preload=$(faketime 2026-12-01 sh -c 'echo "$LD_PRELOAD"')
case=$work/case.db cache=$work/cache.db
day=$((24 * 3600)) year=$((365 * 24 * 3600))
at() { date -u -d "@$(( $(date +%s) + $1 ))" +%Y-%m-%dT%H:%M:%SZ; }
printf '一段正文。\n' >"$work/body.txt"
for id in open windowed future ended; do exits 0 "$BIN/feeder" add --case "$case" --catalogue D01 --title "$id" --id "$id" "$work/body.txt"; done
sqlite3 "$case" "UPDATE item SET display_from = '$(at -$day)' WHERE id = 'windowed';
  UPDATE item SET display_from = '$(at $((10 * day)))', display_until = '$(at $((20 * day)))' WHERE id = 'future';
  UPDATE item SET published_at = '$(at $((-9 * day)))', display_until = '$(at -$day)' WHERE id = 'ended';"
exits 0 "$BIN/feeder" pull --source "sqlite:$case" --cache "$cache"

clock() { echo "$1" >"$work/clock.new"; mv "$work/clock.new" "$work/clock"; } # the kiosk's clock: ours and so many seconds
clock +0
LD_PRELOAD=$preload FAKETIME_TIMESTAMP_FILE=$work/clock FAKETIME_NO_CACHE=1 DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 SDL_VIDEODRIVER=dummy \
  "$BIN/kiosk" --cache "$cache" --windowed --size 640x480 --dwell 0.1 --trace >"$work/trace" 2>"$work/kiosk.log" & kiosk=$!
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
  # The kiosk says when it was by its own clock: this test tests nothing if that did not jump.
  equal "$1: the clock" "$(( ($(date +%s) + $2) / year ))" "$(tail -n 1 <<<"$lines" | jq ".t / $year | floor")"
  note "$1: $3"
}
shows "the right time" +0 "open windowed" FRESH
shows "fifty years back" -$((50 * year)) "ended open" STALE
shows "the right time again" +0 "open windowed" FRESH
shows "fifty years on" +$((50 * year)) "open windowed" STALE
shows "a hundred years back at once" -$((50 * year)) "ended open" STALE
shows "the right time in the end" +0 "open windowed" FRESH
! jq -r .item "$work/trace" | grep -q future || fail "an item was shown before its time"
kill -0 "$kiosk" || fail "the kiosk is gone"

# Only what has no beginning is shown when the clock fell back; a screen without any such item says that nothing is on.
for id in open ended; do exits 0 "$BIN/feeder" withdraw --case "$case" --id "$id" --reason 测试; done
exits 0 "$BIN/feeder" pull --source "sqlite:$case" --cache "$cache"
shows "windows alone, fifty years back" -$((50 * year)) "" DEAD
shows "windows alone, the right time" +0 "windowed" FRESH
