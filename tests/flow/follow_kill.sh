#!/usr/bin/env bash
# SIGKILL of a following feeder at any moment of 1,000 pulls: 0 torn, 0 lost, the floor of versions and its roots never fall, no
# tombstone is forgotten, the screen's key stays, and at each moment the items, one of them sealed, stand under the very signatures
# that vouch for them.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq timeout

items=12 kills=${KILLS:-1000}
add() { exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue "$1" --title "第1版" --id "$2" "${@:3}" "$work/body.txt"; }
office() { "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/office.db" && "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$work/keys"; }
follow() { "$BIN/feeder" pull --source "file://$work/pub/" --cache "$work/site.db" --trust "$work/root.json"; }
raise() { sqlite3 "$work/case.db" "BEGIN IMMEDIATE; UPDATE item SET version = $1, updated_at = strftime('%Y-%m-%dT%H:%M:%SZ','now') WHERE id LIKE 'item-%'; UPDATE item_text SET title = '第$1版'; COMMIT;"; }
# The version that a metadata file tells stands last in it; 0: there is none.
floor() { local text=; [ ! -e "$work/site.db.trust/$1.json" ] || text=$(<"$work/site.db.trust/$1.json"); [[ $text =~ .*\"version\":([0-9]+) ]] && version_of=${BASH_REMATCH[1]} || version_of=0; }
since() { echo $(( ($(date +%s%N) - $1) / 1000 )); }

exits 0 "$BIN/feeder" keys new --to "$work/keys"
cp "$work/keys/1.root.json" "$work/root.json"
echo "一段正文。" >"$work/body.txt"
for i in $(seq 1 $items); do add D14 "item-$i"; done
add D14 gone
add D35 item-sealed --audience affected
exits 0 office
exits 0 follow
exits 0 "$BIN/feeder" screens add "$(cat "$work/site.db.trust/screen.pub")" --keys "$work/keys" --name 东门 --inside-area
exits 0 "$BIN/feeder" withdraw --case "$work/case.db" --id gone --reason 有误
raise 2
exits 0 office
begin=$(date +%s%N)
exits 0 follow
span=$(since "$begin")
key=$(<"$work/site.db.trust/screen.key")

version=2 low=2 killed=0 late=0 seed=20261122 timestamp=0 snapshot=0 root=1 begin=$(date +%s%N)
for n in $(seq 1 "$kills"); do
  # Each publication is followed until a pull comes through, or was committed before its kill.
  if [ "$version" = "$low" ]; then
    version=$((version + 1))
    raise "$version"
    if [ $((version % 8)) = 0 ]; then exits 0 "$BIN/feeder" keys renew --keys "$work/keys"; root=$((root + 1)); fi
    exits 0 office
  fi
  seed=$(( (seed * 1103515245 + 12345) & 0x7fffffff ))
  delay=$(printf '0.%06d' $(( seed % span + 1 )))
  code=0
  ( timeout -s KILL "$delay" "$BIN/feeder" pull --source "file://$work/pub/" --cache "$work/site.db" --trust "$work/root.json" >/dev/null; exit $? ) 2>/dev/null || code=$?
  [ "$code" = 0 ] && late=$((late + 1)) || killed=$((killed + 1))
  state=$(sqlite3 -cmd ".timeout 5000" "$work/site.db" "PRAGMA quick_check; SELECT count(*), min(version), max(version), count(DISTINCT sha256), (SELECT count(*) FROM content), (SELECT count(*) FROM tombstone WHERE id = 'gone'),
      (SELECT writefile('$work/box', bytes) > 0 FROM sealed WHERE id = 'item-sealed' AND length(key) = 32) FROM item;
    SELECT writefile('$work/role', bytes) > 0 FROM chain WHERE edition = 0 AND name = '~.texts.json'; SELECT sha256 FROM item WHERE audience < 2 ORDER BY 1") || fail "kill $n: the cache cannot be read"
  mapfile -t line <<<"$state"
  equal "kill $n: quick_check" ok "${line[0]}"
  IFS='|' read -r count least most hashes contents tombs box <<<"${line[1]}"
  equal "kill $n: items (lost), contents, tombstone, sealed" "$((items + 1)) $((items + 1)) $((items + 1)) 1 1" "$count $hashes $contents $tombs $box"
  equal "kill $n: one version (torn)" "$least" "$most"
  # every item's hash, and that of the sealed one's box, is listed in the role file that stands beside them
  { printf '%s\n' "${line[@]:3}"; sha256sum <"$work/box" | cut -d' ' -f1; } | sort >"$work/held"
  jq -r '.signed.targets[] | select(.custom.form == "item" or .custom.form == "sealed") | .hashes.sha256' "$work/role" | sort | cmp -s - "$work/held" || fail "kill $n: items and signatures of two publications"
  [ "$least" -ge "$low" ] || fail "kill $n: version fell from $low to $least (rolled back)"
  [ "$code" != 0 ] || equal "kill $n: an acknowledged batch" "$version" "$least"
  low=$least
  # the floor: newer or the same, and each root up to the newest, whole
  floor timestamp; [ "$version_of" -ge "$timestamp" ] || fail "kill $n: the timestamp fell to $version_of"; timestamp=$version_of
  floor snapshot; [ "$version_of" -ge "$snapshot" ] || fail "kill $n: the snapshot fell to $version_of"; snapshot=$version_of
  floor root; newest=$version_of
  [ "$newest" -ge "${held_root:-1}" ] && [ "$newest" -le "$root" ] || fail "kill $n: root $newest, after ${held_root:-1}"
  held_root=$newest
  cmp -s "$work/site.db.trust/$newest.root.json" "$work/pub/metadata/$newest.root.json" && cmp -s "$work/site.db.trust/root.json" "$work/pub/metadata/$newest.root.json" &&
    cmp -s "$work/site.db.trust/pinned.json" "$work/root.json" || fail "kill $n: a root of the floor is not the published one"
  equal "kill $n: the screen's key" "$key" "$(<"$work/site.db.trust/screen.key")"
done
took=$(( $(since "$begin") / 1000000 ))
exits 0 follow
for i in $(seq 1 "$root"); do cmp "$work/site.db.trust/$i.root.json" "$work/pub/metadata/$i.root.json" || fail "root $i"; done
note "$killed pulls killed, $late done before the kill, in $took s; 0 lost, 0 torn, 0 rolled back; version $low, timestamp $timestamp, root $root"
[ "$killed" -gt $((kills / 10)) ] || fail "only $killed kills hit a running pull"
