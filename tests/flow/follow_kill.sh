#!/usr/bin/env bash
# SIGKILL of a following feeder at any moment of 1,000 pulls: 0 torn, 0 lost, the floor of versions never falls, no tombstone is
# forgotten, and at each moment the items stand under the very signatures that vouch for them.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq timeout

items=12 kills=${KILLS:-1000}
office() { exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/office.db"
  exits 0 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$work/keys"; }
follow() { "$BIN/feeder" pull --source "file://$work/pub/" --cache "$work/site.db" --trust "$work/keys/1.root.json"; }
raise() { sqlite3 "$work/case.db" "BEGIN IMMEDIATE; UPDATE item SET version = $1, updated_at = strftime('%Y-%m-%dT%H:%M:%SZ','now'); UPDATE item_text SET title = '第$1版'; COMMIT;"; }
floor() { jq .signed.version "$work/site.db.trust/$1.json" 2>/dev/null || echo 0; }

exits 0 "$BIN/feeder" keys new --to "$work/keys"
for i in $(seq 1 $items) gone; do
  echo "第$i项的正文。" >"$work/body.txt"
  exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title "第1版" --id "item-$i" "$work/body.txt"
done
office
exits 0 follow
exits 0 "$BIN/feeder" withdraw --case "$work/case.db" --id item-gone --reason 有误
raise 2
office
begin=$(date +%s%N)
exits 0 follow
span=$(( ($(date +%s%N) - begin) / 1000 ))

version=3 low=2 killed=0 late=0 seed=20261122 timestamp=0 snapshot=0
for n in $(seq 1 "$kills"); do
  [ "$version" = "${published:-}" ] || { raise "$version"; office; published=$version; }
  seed=$(( (seed * 1103515245 + 12345) & 0x7fffffff ))
  delay=$(printf '0.%06d' $(( seed % span + 1 )))
  code=0
  ( timeout -s KILL "$delay" "$BIN/feeder" pull --source "file://$work/pub/" --cache "$work/site.db" --trust "$work/keys/1.root.json" >/dev/null; exit $? ) 2>/dev/null || code=$?
  [ "$code" = 0 ] && late=$((late + 1)) || killed=$((killed + 1))
  state=$(sqlite3 -cmd ".timeout 5000" "$work/site.db" "PRAGMA quick_check; SELECT count(*), min(version), max(version), count(DISTINCT sha256), (SELECT count(*) FROM content), (SELECT count(*) FROM tombstone WHERE id = 'item-gone') FROM item;") || fail "kill $n: the cache cannot be read"
  IFS='|' read -r count least most hashes contents tombs <<<"${state#ok$'\n'}"
  [ "${state%%$'\n'*}" = ok ] || fail "kill $n: quick_check says ${state%%$'\n'*}"
  equal "kill $n: items (lost)" $items "$count"
  equal "kill $n: one version (torn)" "$least" "$most"
  equal "kill $n: contents" "$items $items" "$hashes $contents"
  equal "kill $n: tombstone" 1 "$tombs"
  # every item's hash is listed in the role file that stands beside it
  sqlite3 "$work/site.db" "SELECT CAST(bytes AS TEXT) FROM chain WHERE edition = 0 AND name = '~.texts.json'" |
    jq -r '.signed.targets[] | select(.custom.form == "item") | .hashes.sha256' | sort >"$work/listed"
  sqlite3 "$work/site.db" "SELECT sha256 FROM item" | sort | cmp -s - "$work/listed" || fail "kill $n: items and signatures of two publications"
  [ "$least" -ge "$low" ] || fail "kill $n: version fell from $low to $least (rolled back)"
  [ "$code" != 0 ] || equal "kill $n: an acknowledged batch" "$version" "$least"
  [ "$(floor timestamp)" -ge "$timestamp" ] && [ "$(floor snapshot)" -ge "$snapshot" ] || fail "kill $n: the floor fell"
  timestamp=$(floor timestamp) snapshot=$(floor snapshot)
  low=$least
  version=$((least + 1))
done
exits 0 follow
note "$killed pulls killed, $late done before the kill; 0 lost, 0 torn, 0 rolled back; version $low, timestamp $timestamp"
[ "$killed" -gt $((kills / 10)) ] || fail "only $killed kills hit a running pull"
