#!/usr/bin/env bash
# A kiosk with a trust root shows what was published and nothing else, whatever happened to the cache it reads: another's root, a
# text changed together with its hash, an item smuggled in, an item moved before its time, a deleted signature. The feeder then
# puts right what it can see. And its states: FRESH after a pull of this boot, STALE without such a proof, EXPIRED, DEAD.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq perl

at() { date -u -d "@$(( $(date +%s) + $1 ))" +%Y-%m-%dT%H:%M:%SZ; }
office() { exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/office.db"
  exits 0 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$work/keys"; }
follow() { "$BIN/feeder" pull --source "file://$work/pub/" --cache "$1" --trust "$work/keys/1.root.json"; }
# shown CACHE: the items a screen inside the area shows, by one round of its programme
shown() {
  rm -rf "$work/pages"
  "$BIN/kiosk" --cache "$1" --trust "${2:-$work/keys/1.root.json}" --snapshot "$work/pages" --size 640x360 2>"$work/kiosk.err" || return 1
  jq -r '[.[].item] | unique | join(" ")' "$work/pages/index.json"
}
# state CACHE [FAKETIME…]: what a running screen says about the freshness of its first pages
state() {
  local cache=$1
  shift
  SDL_VIDEODRIVER=dummy "$@" "$BIN/kiosk" --cache "$cache" --trust "$work/keys/1.root.json" --windowed --size 640x360 --dwell 0.1 \
    --pages 3 --trace 2>"$work/kiosk.err" | jq -r .state | sort -u
}
tampered() { rm -rf "$work"/bad.db*; cp "$work/site.db" "$work/bad.db"; cp "$work/site.db-wal" "$work/bad.db-wal"; cp -r "$work/site.db.trust" "$work/bad.db.trust"; sqlite3 "$work/bad.db" "$1"; }
# rehash: makes the hash of every record that of its bytes, as a careful forger would
rehash() {
  local id
  for id in $(sqlite3 "$work/bad.db" "SELECT id FROM item"); do
    sqlite3 "$work/bad.db" "UPDATE item SET sha256 = '$(sqlite3 "$work/bad.db" "SELECT hex(c.bytes) FROM item i JOIN content c ON c.n = i.content WHERE i.id = '$id'" | perl -ne 'chomp; print pack("H*", $_)' | sha256sum | cut -c1-64)' WHERE id = '$id'"
  done
}

exits 0 "$BIN/feeder" keys new --to "$work/keys"
exits 0 "$BIN/feeder" keys new --to "$work/others"
printf '一段正文。\n' >"$work/body.txt"
sqlite3 "$work/case.db" "SELECT 1" >/dev/null
for id in open soon; do exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title "$id" --id "$id" "$work/body.txt"; done
exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D35 --title ours --id ours --audience affected "$work/body.txt"
sqlite3 "$work/case.db" "UPDATE item SET display_from = '$(at 864000)' WHERE id = 'soon'"
sqlite3 "$work/case.db" "INSERT INTO item (id, version, project_id, catalogue, kind, audience, published_at, updated_at, status)
  SELECT 'figures', 1, NULL, 'D24', 'progress', 'public', published_at, updated_at, 'published' FROM item WHERE id = 'open';
  INSERT INTO item_text (item_id, lang, title, body, updated_at) SELECT 'figures', 'zh', '签约进度', '', updated_at FROM item WHERE id = 'open';
  INSERT INTO progress (item_id, seq, as_of, metric, group_name, done, due, unit) VALUES ('figures', 1, '2026-11-21', 'signed', '东片', 412, 612, 'household');"
office
exits 0 follow "$work/site.db"
equal "not enrolled" 1 "$("$BIN/feeder" status --cache "$work/site.db" --json | jq .account.sealed)"

note "an enrolled screen reads what is for the affected"
exits 0 "$BIN/feeder" screens add "$("$BIN/feeder" status --cache "$work/site.db" --json | jq -r .screen_key)" --keys "$work/keys" --name 东门 --inside-area
office
exits 0 follow "$work/site.db"
equal "all that is due" "figures open ours" "$(shown "$work/site.db")"
equal "FRESH" FRESH "$(state "$work/site.db")"

note "another's root: nothing"
equal "under another root" "" "$(shown "$work/site.db" "$work/others/1.root.json")"
exits 2 "$BIN/kiosk" --cache "$work/site.db" --trust "$work/body.txt" --snapshot "$work/pages"
exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/plain.db"
equal "a cache without signatures" "" "$(shown "$work/plain.db")"

note "a forged cache: only what was published, in its time"
for forged in "UPDATE content SET bytes = CAST(replace(CAST(bytes AS TEXT), '一段', '两段') AS BLOB)|" \
  "UPDATE content SET bytes = CAST(replace(CAST(bytes AS TEXT), '412', '612') AS BLOB)|open ours" \
  "UPDATE content SET bytes = CAST(replace(CAST(bytes AS TEXT), '东片', '西片') AS BLOB)|open ours" \
  "UPDATE content SET bytes = CAST(replace(CAST(bytes AS TEXT), '\"open\"', '\"opem\"') AS BLOB); UPDATE item SET id = 'opem' WHERE id = 'open'|figures ours" \
  "UPDATE item SET display_from = -9223372036854775808|figures open ours" \
  "DELETE FROM chain WHERE name LIKE '%texts%'|" \
  "DELETE FROM chain WHERE name = 'snapshot.json'|" \
  "UPDATE sealed SET key = zeroblob(32)|figures open" \
  "UPDATE sealed SET bytes = CAST(replace(CAST(bytes AS TEXT), 'box', 'bax') AS BLOB)|figures open"; do
  tampered "${forged%|*}"
  rehash
  want=${forged##*|}
  case "$forged" in *一段*) want=figures;; esac
  equal "${forged%|*}" "$want" "$(shown "$work/bad.db")"
done
grep -q "not-vouched" "$work/kiosk.err" || fail "nobody was told"

note "a withdrawn item put back by hand stays away"
cp -r "$work/site.db" "$work/before.db"; cp "$work/site.db-wal" "$work/before.db-wal"
exits 0 "$BIN/feeder" withdraw --case "$work/case.db" --id open --reason 文号有误
office
exits 0 follow "$work/site.db"
equal "withdrawn" "figures ours" "$(shown "$work/site.db")"
tampered "ATTACH '$work/before.db' AS old; INSERT INTO content SELECT c.n + 1000, c.bytes FROM old.content c JOIN old.item i ON i.content = c.n WHERE i.id = 'open';
  INSERT INTO item SELECT id, version, revision, project, catalogue, audience, priority, statutory, published_at, display_from, display_until, place, mark, sha256, content + 1000 FROM old.item WHERE id = 'open'; DELETE FROM tombstone"
equal "put back" "figures ours" "$(shown "$work/bad.db")"
tampered "ATTACH '$work/before.db' AS old; INSERT INTO content SELECT c.n + 1000, c.bytes FROM old.content c JOIN old.item i ON i.content = c.n WHERE i.id = 'open';
  INSERT INTO item SELECT id, version, revision, project, catalogue, audience, priority, statutory, published_at, display_from, display_until, place, mark, sha256, content + 1000 FROM old.item WHERE id = 'open';
  INSERT INTO chain SELECT 1, name, version, bytes, sha256 FROM old.chain WHERE name <> 'root.json'"
equal "put back with its old signatures" "figures ours" "$(shown "$work/bad.db")"

note "an older cache put under a running screen is a rollback to it"
mkdir "$work/old"; cp "$work/site.db" "$work/site.db-wal" "$work/site.db.status" "$work/old/"; cp -r "$work/site.db.trust" "$work/old/"
exits 0 "$BIN/feeder" withdraw --case "$work/case.db" --id ours --reason 另行公布
office
exits 0 follow "$work/site.db"
printf '[screen]\ninside_area = yes\n' >"$work/kiosk.ini"
SDL_VIDEODRIVER=dummy "$BIN/kiosk" --cache "$work/site.db" --trust "$work/keys/1.root.json" --windowed --size 640x360 --dwell 0.1 --trace --config "$work/kiosk.ini" \
  >"$work/trace" 2>"$work/kiosk.log" & kiosk=$!
children+=($kiosk)
seen() { tail -n 2 "$work/trace" | jq -r '"\(.item) \(.state)"' | grep -q "$1"; }
until_true 10 seen "figures FRESH" || fail "the screen does not run"
mkdir "$work/new"; cp "$work/site.db" "$work/site.db-wal" "$work/new/"; cp -r "$work/site.db.trust" "$work/new/"
rm -rf "$work/site.db" "$work/site.db-wal" "$work/site.db-shm" "$work/site.db.trust"; cp -r "$work/old/." "$work/"
until_true 10 seen " DEAD" || fail "the screen took the older cache"
grep -q rollback "$work/kiosk.log" || fail "nobody was told"
! jq -r .item "$work/trace" | grep -q '^ours$' || fail "a withdrawn item came back"
rm -rf "$work/site.db" "$work/site.db-wal" "$work/site.db-shm" "$work/site.db.trust"; cp -r "$work/new/." "$work/"
until_true 10 seen "figures " || fail "the right cache does not bring it back"
kill "$kiosk"; wait "$kiosk" 2>/dev/null || true

note "states"
exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title stays --id stays "$work/body.txt"
office
exits 0 follow "$work/site.db"
equal "FRESH" FRESH "$(state "$work/site.db")"
rm "$work/site.db.trust/proof"
equal "no proof of this boot" STALE "$(state "$work/site.db")"
if command -v faketime >/dev/null; then
  equal "two days on" "EXPIRED" "$(state "$work/site.db" faketime -f +2d)"
  equal "two days on: statutory items alone" "$(cache_sql "$work/site.db" "SELECT group_concat(id, ' ') FROM (SELECT id FROM item WHERE statutory = 1 AND id <> 'soon' ORDER BY id)")" \
    "$(rm -rf "$work/pages"; faketime -f +2d "$BIN/kiosk" --cache "$work/site.db" --trust "$work/keys/1.root.json" --snapshot "$work/pages" --size 640x360 2>/dev/null; jq -r '[.[].item] | unique | join(" ")' "$work/pages/index.json")"
  equal "fifty years on" "DEAD" "$(state "$work/site.db" faketime -f +50y)"
  equal "fifty years back" "STALE" "$(state "$work/site.db" faketime -f -50y)"
fi
