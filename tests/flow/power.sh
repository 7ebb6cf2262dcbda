#!/usr/bin/env bash
# Power cuts at any moment of an office and a site at work, on a real ext4 whose device loses what was not synced: 0 torn, 0
# acknowledged lost. Round after round the case database is changed, pulled, published, followed, a key is made; each step that
# ended well is told to a file elsewhere before the next begins. The cut comes in between; after it, everything told must be there,
# whole: in the case database, both caches, the publication, the floor of versions, the keys. CUTS is how many; without it, as many
# as half a minute holds.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq setsid mkfs.ext4 e2fsck mountpoint
cuts=${CUTS:-1000} seconds=30 least_cuts=20 items=6 cut=$BIN/../tests/power_cut
[ "$(id -u)" = 0 ] || { echo "skipped: only root may mount a file system"; exit 77; }
[ -x "$cut" ] || fail "no $cut"
disk=$work/disk
mkdir "$disk"
truncate -s 64M "$work/image"
mkfs.ext4 -q -F "$work/image"
plug() { mount -o loop "$work/image" "$disk"; }
pull_plug() { "$cut" "$disk" "$1"; }
plug 2>"$work/err" || { echo "skipped: this machine mounts no loop device: $(cat "$work/err")"; exit 77; }
cleanups+=('mountpoint -q "$disk" && umount "$disk"')
pull_plug 2 2>"$work/err" || { echo "skipped: this machine's ext4 cannot be shut down: $(cat "$work/err")"; exit 77; }
umount "$disk"; plug

office() { "$BIN/feeder" pull --source "sqlite:$disk/case.db" --cache "$disk/office.db"; }
publish() { "$BIN/feeder" publish --cache "$disk/office.db" --to "$disk/pub" --keys "$disk/keys"; }
follow() { "$BIN/feeder" pull --source "file://$disk/pub/" --cache "$1" --trust "$work/root.json"; }
add() { "$BIN/feeder" add --case "$1" --catalogue "$2" --title 标题 --id "$3" "${@:4}" "$work/body.txt"; }
raise() { sqlite3 "$disk/case.db" "BEGIN IMMEDIATE; UPDATE item SET version = $1, updated_at = strftime('%Y-%m-%dT%H:%M:%SZ','now') WHERE id LIKE 'item-%';
  UPDATE item_text SET title = '第$1版' WHERE item_id LIKE 'item-%'; COMMIT;"; }
signed() { local text=; [ ! -e "$1" ] || text=$(cat "$1" 2>/dev/null) || true; [[ $text =~ .*\"version\":([0-9]+) ]] && echo "${BASH_REMATCH[1]}" || echo 0; } # 0: there is none
export BIN disk work
export -f office publish follow add raise signed

seq -s "，这一段凑够几页。" 400 >"$work/body.txt"
exits 0 "$BIN/feeder" keys new --to "$disk/keys"
cp "$disk/keys/1.root.json" "$work/root.json"
for id in $(seq -f item-%g $items) gone; do exits 0 add "$disk/case.db" D14 "$id"; done
exits 0 add "$disk/case.db" D35 item-sealed --audience affected
exits 0 office
exits 0 publish
exits 0 follow "$disk/site.db"
exits 0 "$BIN/feeder" screens add "$("$BIN/feeder" status --cache "$disk/site.db" --json | jq -r .screen_key)" --keys "$disk/keys" --name 东门 --inside-area
exits 0 "$BIN/feeder" withdraw --case "$disk/case.db" --id gone --reason 有误
raise 2
key=$(sha256sum <"$disk/site.db.trust/screen.key")
begin=$(date +%s%N)

# The work, until the power goes: a step that fails before that is a mistake.
cat >"$work/round" <<'EOF'
set -uo pipefail
# Readers, as kiosks are: with them, no program that ends folds its wal in and syncs it on the way out.
for db in case office site; do
  exec {reader}> >(exec sqlite3 -readonly "$disk/$db.db" >"$work/reader.$db" 2>&1)
  echo "SELECT count(*) FROM item;" >&"$reader"
done
for db in case office site; do until grep -qs '^[0-9]' "$work/reader.$db"; do read -rt 0.01 <> <(:); done; done
step() { local what=$1; shift; "$@" >"$work/said" 2>&1 || { echo "failed $what: $(head -c 300 "$work/said" | tr '\n' ' ')" >>"$work/told"; exit 1; }; }
version=$1
for round in $(seq 1 1000); do
  step "office pull" office;                      echo "office $version" >>"$work/told"
  step publish publish;                           echo "published $version $(signed "$disk/pub/metadata/timestamp.json")" >>"$work/told"
  step follow follow "$disk/site.db";             echo "site $version $(signed "$disk/site.db.trust/timestamp.json") $(signed "$disk/site.db.trust/snapshot.json")" >>"$work/told"
  step key "$BIN/feeder" keys new --to "$disk/desk.$version" --role texts; echo "key $version" >>"$work/told"
  step "new case" add "$disk/case.$version.db" D14 first;  echo "new $version" >>"$work/told"
  version=$((version + 1))
  step raise raise $version;                      echo "case $version" >>"$work/told"
  step add add "$disk/case.db" D14 added;         echo "added $version" >>"$work/told"
done
EOF

# looked SUBJECT CACHE LEAST: the items of a cache are whole, of one version, which is at least LEAST.
looked() {
  local state
  state=$(sqlite3 -readonly -cmd ".timeout 5000" "$2" "PRAGMA quick_check; SELECT (SELECT count(*) FROM item WHERE id LIKE 'item-%'), (SELECT min(version) FROM item WHERE id LIKE 'item-%'),
    (SELECT max(version) FROM item WHERE id LIKE 'item-%'), (SELECT count(*) FROM item) - (SELECT count(*) FROM content), (SELECT count(*) FROM tombstone WHERE id = 'gone')") || fail "$1: cannot be read"
  [ "${state%%$'\n'*}" = ok ] || fail "$1: quick_check says ${state%%$'\n'*}"
  IFS='|' read -r count least most stray tombs <<<"${state#ok$'\n'}"
  equal "$1: items, stray texts, tombstones" "$((items + 1)) 0 1" "$count $stray $tombs"
  equal "$1: one version (torn)" "$least" "$most"
  [ "$least" -ge "$3" ] || fail "$1: version $least, but $3 was acknowledged"
}
# vouched CACHE: each item is listed, with the very bytes, in the role file that stands beside it.
vouched() {
  sqlite3 -readonly "$1" "SELECT CAST(bytes AS TEXT) FROM chain WHERE edition = 0 AND name = '~.texts.json'" |
    jq -r '.signed.targets[] | select(.custom.form == "item" or .custom.form == "sealed") | .hashes.sha256' | sort >"$work/listed"
  sqlite3 -readonly "$1" "SELECT writefile('$work/box', bytes) FROM sealed" >/dev/null
  { sqlite3 -readonly "$1" "SELECT sha256 FROM item WHERE audience < 2"; sha256sum <"$work/box" | cut -d' ' -f1; } | sort | cmp -s - "$work/listed"
}
told() { grep "^$1 " "$work/before" | tail -n 1 | cut -d' ' -f"$2" || true; } # what was told last before the cut

case=2 office=1 published=1 site=1 stamp=0 floor_t=0 floor_s=0 seed=20261122 steps=0
declare -A hit=()
for n in $(seq 1 "$cuts"); do
  : >"$work/told"
  rm -f "$work"/reader.*
  setsid bash "$work/round" "$case" & worker=$!
  children+=("-$worker") # its whole group
  seed=$(( (seed * 1103515245 + 12345) & 0x7fffffff ))
  if [ "$n" = 1 ]; then # how long a round takes here; the first cut comes behind it
    until_true 60 grep -qE '^(added|failed)' "$work/told" || fail "no round came to its end"
    span=$(( ($(date +%s%N) - begin) / 1000 ))
  else
    read -rt "$(printf '%d.%06d' $(( seed % span / 1000000 )) $(( seed % span % 1000000 )))" <> <(:) || true
  fi
  cp "$work/told" "$work/before"
  case $((seed / 7 % 8)) in 0) flag=0;; 1) flag=1;; *) flag=2;; esac
  pull_plug $flag
  kill -KILL -- "-$worker" 2>/dev/null || true
  wait "$worker" 2>/dev/null || true
  children=()
  ! grep '^failed' "$work/before" || fail "cut $n: a step failed before the cut"
  until_true 10 umount "$disk" || fail "cut $n: the disk is still held"
  if [ $((n % 10)) = 0 ]; then code=0; e2fsck -fp "$work/image" >"$work/fsck" 2>&1 || code=$?; [ $code -le 1 ] || { cat "$work/fsck"; fail "cut $n: e2fsck"; }; fi
  plug
  steps=$((steps + $(wc -l <"$work/before")))
  last=$(tail -n 1 "$work/before" | cut -d' ' -f1); hit[${last:-start}]=$((${hit[${last:-start}]:-0} + 1))

  # the case database and what was added to it
  for what in case office published site; do got=$(told $what 2); [ -z "$got" ] || printf -v $what %s "$got"; done
  got=$(sqlite3 -readonly "$disk/case.db" "PRAGMA quick_check; SELECT min(version) || ' ' || max(version) FROM item WHERE id LIKE 'item-%' AND status = 'published'") || fail "cut $n: the case database cannot be read"
  [ "${got%%$'\n'*}" = ok ] || fail "cut $n: case database: $got"
  read -r least most <<<"${got#ok$'\n'}"
  equal "cut $n: case database (torn)" "$least" "$most"
  [ "$least" -ge "$case" ] || fail "cut $n: case $least, acknowledged $case"
  case=$least
  for new in "$disk"/case.[0-9]*.db; do
    [ -e "$new" ] || continue
    v=${new#"$disk"/case.}; v=${v%.db}
    if grep -q "^new $v$" "$work/before"; then
      equal "cut $n: a new case database" first "$(sqlite3 "$new" "SELECT id FROM item")"
    else
      exits 0 add "$new" D14 first # half made or not at all: it goes on
    fi
    rm -f "$new"*
  done
  for v in $(sed -n 's/^new //p' "$work/before"); do rm -f "$disk/case.$v.db"*; done

  # both caches, the publication and the floor
  looked "cut $n: office" "$disk/office.db" "$office"
  looked "cut $n: site" "$disk/site.db" "$site"
  vouched "$disk/site.db" || fail "cut $n: items and signatures of two publications"
  now=$(signed "$disk/pub/metadata/timestamp.json"); got=$(told published 3)
  [ "$now" -ge "${got:-$stamp}" ] && [ "$now" -ge "$stamp" ] || fail "cut $n: the publication fell to $now, ${got:-$stamp} was acknowledged"
  stamp=$now
  t=$(signed "$disk/site.db.trust/timestamp.json") s=$(signed "$disk/site.db.trust/snapshot.json")
  for got in "$floor_t" "$(told site 3)"; do [ "$t" -ge "${got:-0}" ] || fail "cut $n: the floor fell to timestamp $t from $got"; done
  for got in "$floor_s" "$(told site 4)"; do [ "$s" -ge "${got:-0}" ] || fail "cut $n: the floor fell to snapshot $s from $got"; done
  floor_t=$t floor_s=$s
  cmp -s "$disk/site.db.trust/pinned.json" "$work/root.json" && cmp -s "$disk/site.db.trust/root.json" "$work/root.json" || fail "cut $n: the floor's root"
  equal "cut $n: the screen's key" "$key" "$(sha256sum <"$disk/site.db.trust/screen.key")"
  jq -es 'length == 2 and all(.generation_after)' "$disk"/*.db.status >/dev/null || fail "cut $n: an account is half written"

  # a key that was acknowledged is there, and none is half there
  for v in $(sed -n 's/^key //p' "$work/before"); do [ -s "$disk/desk.$v/texts-1.key" ] && [ -s "$disk/desk.$v/texts-1.pub.json" ] || fail "cut $n: key $v is gone"; done
  shopt -s nullglob
  keys=("$disk"/desk.*/*.key "$disk"/desk.*/*.pub.json)
  shopt -u nullglob
  [ ${#keys[@]} = 0 ] || jq -es "length == ${#keys[@]} and all(.role)" "${keys[@]}" >/dev/null || fail "cut $n: half a key"
  rm -rf "$disk"/desk.*

  # what is published is whole: one who begins now takes all of it in, in one version, not older than what was told
  rm -rf "$work/fresh.db"*
  exits 0 follow "$work/fresh.db"
  exits 0 cmp "$work/root.json" "$work/fresh.db.trust/root.json"
  got=$(sqlite3 "$work/fresh.db" "SELECT count(*) || ' ' || min(version) || ' ' || max(version) FROM item WHERE id LIKE 'item-%'")
  read -r count least most <<<"$got"
  equal "cut $n: published items" $items "$count" # the sealed one is not for this reader
  equal "cut $n: publication (torn)" "$least" "$most"
  [ "$least" -ge "$published" ] || fail "cut $n: version $least is published, $published was acknowledged"
  [ -n "${CUTS:-}" ] || [ "$n" -lt $least_cuts ] || [ $(( ($(date +%s%N) - begin) / 1000000000 )) -lt $seconds ] || break
done
cuts=$n

exits 0 office
exits 0 publish
exits 0 follow "$disk/site.db"
equal "in the end" "$case" "$(sqlite3 "$disk/site.db" "SELECT DISTINCT version FROM item WHERE id LIKE 'item-%'")"
for id in item-1 item-sealed added; do
  rm -rf "$work/pages"
  "$BIN/kiosk" --cache "$disk/site.db" --trust "$work/root.json" --snapshot "$work/pages" --item $id --size 1920x1080 2>"$work/err" || { cat "$work/err"; fail "a screen"; }
  equal "what a screen makes of it" "$id" "$(jq -r '[.[].item] | unique | join(" ")' "$work/pages/index.json")"
done
umount "$disk"
code=0; e2fsck -fp "$work/image" >/dev/null 2>&1 || code=$?
[ $code -le 1 ] || fail "e2fsck at the end: $code"
note "$cuts cuts in $(( ($(date +%s%N) - begin) / 1000000000 )) s, $steps steps acknowledged before them, 0 lost, 0 torn; version $case, timestamp $stamp"
note "last step before a cut: $(for what in "${!hit[@]}"; do printf '%s %s  ' "$what" "${hit[$what]}"; done)"
[ "$steps" -gt "$cuts" ] || fail "only $steps steps for $cuts cuts"
