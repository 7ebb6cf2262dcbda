#!/usr/bin/env bash
# The wall clock jumps by fifty years, to and fro, under a kiosk with a trust root: unlike one without (clock.sh) it shows nothing
# early, brings nothing back that is over, and its state is that of the boot's clock. And an old disk that is put back is STALE, at
# any clock, until something newer is verified.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_clock.sh"
cache=$work/site.db
office() { exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/office.db"
  exits 0 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$work/keys"; }
follow() { "$BIN/feeder" pull --source "file://$work/pub/" --cache "$cache" --trust "$work/keys/1.root.json"; }

exits 0 "$BIN/feeder" keys new --to "$work/keys"
items_in_time "$work/case.db"
office
cp -r "$work/pub" "$work/pub.first"
exits 0 follow
mkdir "$work/image"
cp -r "$cache" "$cache-wal" "$cache.status" "$cache.trust" "$work/image/"
kiosk_with_clock --cache "$cache" --trust "$work/keys/1.root.json"
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
