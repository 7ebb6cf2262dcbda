#!/usr/bin/env bash
# SIGKILL of the feeder at any moment of 1,000 pulls: 0 lost, 0 torn, 0 rolled-back items. Each batch raises all items to one
# version; whatever moment the kill takes, the cache holds one whole version, never a lower one, never fewer items.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq perl timeout

items=20 kills=${KILLS:-1000}
for i in $(seq 1 $items); do
  echo "第$i项的正文。" >"$work/body.txt"
  exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title "第1版" --id "item-$i" "$work/body.txt"
done
exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/cache.db"
# How long a whole pull of a changed batch takes here, in microseconds: kills are spread over twice that.
raise() { sqlite3 "$work/case.db" "BEGIN IMMEDIATE; UPDATE item SET version = $1, updated_at = strftime('%Y-%m-%dT%H:%M:%SZ','now'); UPDATE item_text SET title = '第$1版'; COMMIT;"; }
raise 2
begin=$(date +%s%N)
exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/cache.db"
span=$(( ($(date +%s%N) - begin) / 1000 * 2 ))

version=3 low=2 killed=0 late=0 seed=20261122
for n in $(seq 1 "$kills"); do
  # A batch that was committed is followed by the next; one that was killed is tried again.
  raise "$version"
  seed=$(( (seed * 1103515245 + 12345) & 0x7fffffff ))
  delay=$(printf '0.%06d' $(( seed % span + 1 )))
  code=0
  ( timeout -s KILL "$delay" "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/cache.db" >/dev/null; exit $? ) 2>/dev/null || code=$?
  [ "$code" = 0 ] && late=$((late + 1)) || killed=$((killed + 1))
  state=$(sqlite3 -cmd ".timeout 5000" "$work/cache.db" "PRAGMA quick_check; SELECT count(*), min(version), max(version), count(DISTINCT sha256), (SELECT count(*) FROM content) FROM item;") || fail "kill $n: the cache cannot be read"
  IFS='|' read -r count least most hashes contents <<<"${state#ok$'\n'}"
  [ "${state%%$'\n'*}" = ok ] || fail "kill $n: quick_check says ${state%%$'\n'*}"
  equal "kill $n: items (lost)" $items "$count"
  equal "kill $n: one version (torn)" "$least" "$most"
  equal "kill $n: contents" "$items $items" "$hashes $contents"
  [ "$least" -ge "$low" ] || fail "kill $n: version fell from $low to $least (rolled back)"
  [ "$code" != 0 ] || equal "kill $n: an acknowledged batch" "$version" "$least"
  low=$least
  version=$((least + 1))
done
exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/cache.db"
note "$killed pulls killed, $late done before the kill; 0 lost, 0 torn, 0 rolled back; version $low reached"
[ "$killed" -gt $((kills / 10)) ] || fail "only $killed kills hit a running pull"
