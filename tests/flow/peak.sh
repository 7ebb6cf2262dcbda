#!/usr/bin/env bash
# P9 at size: a site takes in 20,000 items, then a change among them, and then a publication in which every role is new. Its memory
# grows with the number of items by what their names need, not by what they say (tests/bench/publication.sh has 100,000).
. "$(dirname "$0")/lib.sh"
need sqlite3 jq /usr/bin/time

count=20000
publish() { exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/office.db"
  exits 0 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$work/keys"; }
# follow WHAT: one pull, whose peak must be bounded.
follow() {
  exits 0 /usr/bin/time -o "$work/peak" -f %M "$BIN/feeder" pull --source "file://$work/pub/" --cache "$work/site.db" --trust "$work/keys/1.root.json"
  note "$1: $(($(cat "$work/peak") / 1024)) MiB"
  [ "$(cat "$work/peak")" -gt 1024 ] && [ "$(cat "$work/peak")" -le $((96 * 1024)) ] || fail "$1: $(cat "$work/peak") KiB"
}

exits 0 "$BIN/feeder" keys new --to "$work/keys"
echo 公告 >"$work/body.txt"
exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title 公告 --id one "$work/body.txt"
sqlite3 "$work/case.db" "BEGIN; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $count - 1)
  INSERT INTO item(id, version, catalogue, kind, audience, published_at) SELECT 'many-' || i, 1, 'D14', 'document', 'public', '2026-01-01T00:00:00Z' FROM n;
  INSERT INTO item_text(item_id, lang, title, body) SELECT id, 'zh', '公告' || id, replace(hex(zeroblob(70)), '00', '第' || id || '项正文。')
    FROM item WHERE id LIKE 'many-%'; COMMIT;"
publish
follow "a first pull"
equal "items" "$count" "$(items "$work/site.db")"
follow "nothing new, audited"
echo 改正 >"$work/body.txt"
exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title 公告 --id many-5 "$work/body.txt"
publish
follow "one change"
sqlite3 "$work/case.db" "BEGIN; UPDATE item SET version = version + 1; UPDATE item_text SET body = body || '改正'; COMMIT;"
publish
follow "every item changed"
equal "items" "$count" "$(items "$work/site.db")"
equal "changed" "$count" "$(cache_sql "$work/site.db" 'SELECT count(*) FROM item WHERE version > 1')"
