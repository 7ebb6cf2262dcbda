#!/usr/bin/env bash
# From the office's case database to a site's cache by way of a signed publication in a folder (a USB stick): what arrives, what a
# withdrawal does, and that no byte changed, no older state and no end of it changes what the site holds.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq

office() { exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/office.db"
  exits 0 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$work/keys" "$@"; }
follow() { "$BIN/feeder" pull --source "file://$work/pub/" --cache "$work/site.db" --trust "$work/keys/1.root.json" "$@"; }
held() { cache_sql "$work/site.db" "SELECT group_concat(id || ':' || version, ' ') FROM (SELECT id, version FROM item ORDER BY id)"; }
stamp() { cat "$work/site.db" "$work/site.db-wal" "$work/site.db.status" | sha256sum; }

exits 0 "$BIN/feeder" keys new --to "$work/keys"
for i in 1 2 3; do
  echo "第$i项的正文。" >"$work/body.txt"
  exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title "决定$i" --id "item-$i" "$work/body.txt"
done
office

note "a first pull, and one with nothing new"
exits 2 "$BIN/feeder" pull --source "ftp://x/" --cache "$work/site.db" --trust "$work/keys/1.root.json"
exits 1 "$BIN/feeder" pull --source "file://$work/pub/" --cache "$work/none.db"
exits 0 follow
equal "items" "item-1:1 item-2:1 item-3:1" "$(held)"
equal "records" "$(cache_sql "$work/office.db" 'SELECT sha256 FROM item ORDER BY id')" "$(cache_sql "$work/site.db" 'SELECT sha256 FROM item ORDER BY id')"
before=$(stamp)
exits 0 follow
equal "nothing new, nothing written" "$before" "$(stamp)"
[ -n "$("$BIN/feeder" status --cache "$work/site.db" --json | jq -r .screen_key)" ] || fail "no screen key"
equal "mode of the screen's key" 600 "$(stat -c %a "$work/site.db.trust/screen.key")"

note "a correction and a withdrawal arrive"
cp -r "$work/pub" "$work/old"
echo "改正后的正文。" >"$work/body.txt"
exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title "决定1" --id item-1 "$work/body.txt"
exits 0 "$BIN/feeder" withdraw --case "$work/case.db" --id item-2 --reason "文号有误"
office
exits 0 follow
equal "after a withdrawal" "item-1:2 item-3:1" "$(held)"
equal "tombstone" "item-2" "$(cache_sql "$work/site.db" 'SELECT id FROM tombstone')"

note "an older publication is refused"
mv "$work/pub" "$work/new"; mv "$work/old" "$work/pub"
exits 1 follow
says rollback
equal "after a rollback" "item-1:2 item-3:1" "$(held)"
equal "alarm" "trust-refused" "$(alarms "$work/site.db")"
rm -rf "$work/pub"; mv "$work/new" "$work/pub"

note "a flipped byte anywhere changes nothing"
echo "第4项。" >"$work/body.txt"
exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title "决定4" --id item-4 "$work/body.txt"
office
n=0
for file in "$work"/pub/metadata/timestamp.json "$work"/pub/metadata/3.snapshot.json "$work"/pub/metadata/3.~.texts.json "$work"/pub/targets/~/texts/*item-4.json; do
  size=$(stat -c %s "$file")
  for at in 3 $((size / 2)) $((size - 4)); do
    cp "$file" "$work/kept"
    byte=$(od -An -tu1 -j "$at" -N1 "$file")
    printf "\\x$(printf %02x $((byte ^ 1)))" | dd of="$file" bs=1 seek="$at" conv=notrunc status=none
    code=0; follow >/dev/null 2>&1 || code=$?
    [ "$code" = 1 ] || fail "$(basename "$file") at $at: exit $code"
    n=$((n + 1))
    equal "$(basename "$file") at $at" "item-1:2 item-3:1" "$(held)"
    cp "$work/kept" "$file"
  done
done
[ "$n" = 12 ] || fail "only $n flips were looked at"
exits 0 follow
equal "after all is mended" "item-1:2 item-3:1 item-4:1" "$(held)"
equal "alarms are gone" "" "$(alarms "$work/site.db")"

note "a bit flipped in the cache is found and fetched again"
sqlite3 "$work/site.db" "UPDATE content SET bytes = CAST(replace(CAST(bytes AS TEXT), '第3项', '第8项') AS BLOB)"
exits 0 follow
equal "told" "cache-damaged" "$(alarms "$work/site.db")"
equal "records" "$(cache_sql "$work/office.db" 'SELECT sha256 FROM item ORDER BY id')" "$(cache_sql "$work/site.db" 'SELECT sha256 FROM item ORDER BY id')"
equal "and their bytes" 0 "$(cache_sql "$work/site.db" "SELECT count(*) FROM content WHERE CAST(bytes AS TEXT) LIKE '%第8项%'")"
exits 0 follow
equal "told for an hour" "cache-damaged" "$(alarms "$work/site.db")"

note "a lost cache is filled anew, and the floor stays"
rm "$work"/site.db "$work"/site.db-wal "$work"/site.db-shm
exits 0 follow
equal "filled anew" "item-1:2 item-3:1 item-4:1" "$(held)"
equal "the tombstone too" "item-2" "$(cache_sql "$work/site.db" 'SELECT id FROM tombstone')"

note "what the case database lost without a withdrawal stays, and the rest goes on"
rm "$work"/case.db* "$work"/office.db*
for i in 1 4 5; do
  echo "第$i项，另一个案件库。" >"$work/body.txt"
  for v in 1 2; do exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title "决定$i" --id "item-$i" "$work/body.txt"; done
  exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title "决定$i" --id "item-$i" "$work/body.txt"
done
office
exits 0 follow
case "$(held)" in *item-3:1*item-5:*) ;; *) fail "held: $(held)";; esac

note "half of all at once do not go unless it was meant"
for i in 1 4 5; do exits 0 "$BIN/feeder" withdraw --case "$work/case.db" --id item-$i --reason "误发"; done
exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/office.db"
exits 1 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$work/keys"
says mass-withdraw
exits 0 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$work/keys" --mass-withdraw
exits 0 follow
equal "after a mass withdrawal" "item-3:1" "$(held)"
