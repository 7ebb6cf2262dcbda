# A publication with everything in it, for readers that are not ours. Sourced after lib.sh.
need sqlite3 jq

# rich_publication: $work/pub by the keys in $work/keys, from the demo's three projects (public, area and affected items, boards of
# figures, a withdrawal) and 600 notices without a project, which fill sixteen bins; threshold 2 for root, targets and texts; one
# enrolled screen; a second root with new timestamp and texts keys; a second edition after a correction.
rich_publication() {
  local case=$work/case.db
  sh "$SOURCE/assets/demo/make.sh" "$case" >/dev/null
  sqlite3 "$case" "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
    INSERT INTO item (id, version, catalogue, kind, audience, published_at, status)
    SELECT 'bin-' || i, 1, 'D14', 'document', 'public', '2026-01-02T03:04:05Z', 'published' FROM n;
    INSERT INTO item_text (item_id, lang, title, body) SELECT id, 'zh', '公告' || id, '第 \"一\" 段' || char(10) || '第二段\\' FROM item WHERE id LIKE 'bin-%'"
  exits 0 "$BIN/feeder" keys new --to "$work/keys" --threshold 2
  exits 0 "$BIN/feeder" screens add 8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a --keys "$work/keys" --name 东门 --inside-area
  office_publishes
  exits 0 "$BIN/feeder" keys rotate timestamp --keys "$work/keys"
  exits 0 "$BIN/feeder" keys sign "$work/keys/2.root.json" --keys "$work/keys" --yes
  exits 0 "$BIN/feeder" keys rotate texts --keys "$work/keys"
  sqlite3 "$case" "UPDATE item SET version = 2 WHERE id = 'bin-7'; UPDATE item_text SET body = '改正' WHERE item_id = 'bin-7'"
  exits 0 "$BIN/feeder" withdraw --case "$case" --id bin-8 --reason '文号"有误"\'
  office_publishes
  [ -s "$work/pub/metadata/2.root.json" ] || fail "the second root was not published: $(ls "$work/pub/metadata")"
  [ "$(find "$work/pub/metadata" -name '*.~.texts.[0-9a-f].json' | wc -l)" -ge 16 ] || fail "no bins: $(ls "$work/pub/metadata")"
}

office_publishes() {
  exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/office.db"
  exits 0 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$work/keys"
  [ -z "$(ls -A "$work/keys/pending" 2>/dev/null)" ] || fail "waits for signatures: $(ls "$work/keys/pending")"
}
