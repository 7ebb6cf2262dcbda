#!/usr/bin/env bash
# The wall clock jumps by fifty years, to and fro, under a running kiosk: it keeps turning pages at its pace, shows nothing whose
# time has not come by its clock, says that nothing is verified, and is right again when the clock is.
# Not promised: a clock that is wrong decides windows wrongly. Set back it shows again what has ended; set forward it would open
# what is not due and closes what has an end. Nothing holds it to the last time it was known to be right.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_clock.sh"
case=$work/case.db cache=$work/cache.db
items_in_time "$case"
exits 0 "$BIN/feeder" pull --source "sqlite:$case" --cache "$cache"
kiosk_with_clock --cache "$cache"
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
