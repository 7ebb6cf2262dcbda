#!/usr/bin/env bash
# A site's disk is full, at every stage of a pull, or read-only, while the office publishes on: what is shown stays whole and vouched for,
# the feeder says what is wrong, nothing is written half, and the first pull with room again brings everything.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq mountpoint
[ "$(id -u)" = 0 ] || { echo "skipped: only root may mount a file system"; exit 77; }
disk=$work/disk steps=${STEPS:-30} items=4
mkdir "$disk"
mount -t tmpfs -o size=1m,mode=755 tmpfs "$disk" 2>"$work/err" || { echo "skipped: no tmpfs may be mounted here: $(cat "$work/err")"; exit 77; }
cleanups+=('mountpoint -q "$disk" && umount "$disk"')

add() { exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue "$1" --title 第1版 --id "$2" "${@:3}" "$work/body.txt"; }
office() { exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/office.db"
  exits 0 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$work/keys"; }
follow() { "$BIN/feeder" pull --source "file://$work/pub/" --cache "$disk/site.db" --trust "$work/root.json"; }
raise() { sqlite3 "$work/case.db" "BEGIN IMMEDIATE; UPDATE item SET version = $1, updated_at = strftime('%Y-%m-%dT%H:%M:%SZ','now'); UPDATE item_text SET title = '第$1版'; COMMIT;"; }
free() { df --output=avail -B1024 "$disk" | tail -n 1 | tr -d ' '; }
leave() { rm -f "$disk/ballast"; local k=$(( $(free) - $1 )); [ $k -le 0 ] || dd if=/dev/zero of="$disk/ballast" bs=1024 count=$k status=none 2>/dev/null || true; }
# held: the one version of all items, which stand under the signatures beside them
held() {
  local state count least most contents
  state=$(sqlite3 -readonly "$disk/site.db" "PRAGMA quick_check; SELECT count(*), min(version), max(version), (SELECT count(*) FROM content) FROM item") || fail "$1: the cache cannot be read"
  [ "${state%%$'\n'*}" = ok ] || fail "$1: quick_check says ${state%%$'\n'*}"
  IFS='|' read -r count least most contents <<<"${state#ok$'\n'}"
  equal "$1: items, contents" "$((items + 1)) $((items + 1))" "$count $contents"
  equal "$1: one version (torn)" "$least" "$most"
  sqlite3 -readonly "$disk/site.db" "SELECT CAST(bytes AS TEXT) FROM chain WHERE edition = 0 AND name = '~.texts.json'" |
    jq -r '.signed.targets[] | select(.custom.form == "item") | .hashes.sha256' | sort >"$work/listed"
  sqlite3 -readonly "$disk/site.db" "SELECT sha256 FROM item WHERE audience < 2" | sort | cmp -s - "$work/listed" || fail "$1: items and signatures of two publications"
  version=$least
}
shown() { # what a screen that starts now makes of it
  rm -rf "$work/pages"
  "$BIN/kiosk" --cache "$disk/site.db" --trust "$work/root.json" --snapshot "$work/pages" --size 1280x720 2>"$work/kiosk.err" || { cat "$work/kiosk.err" >&2; fail "$1: the screen"; }
  jq -r '[.[].item] | unique | length' "$work/pages/index.json"
}

seq -s '，这一段凑够几页。' 300 >"$work/body.txt"
exits 0 "$BIN/feeder" keys new --to "$work/keys"
cp "$work/keys/1.root.json" "$work/root.json"
for i in $(seq 1 $items); do add D14 "item-$i"; done
add D35 sealed --audience affected
office
exits 0 follow
exits 0 "$BIN/feeder" screens add "$(cat "$disk/site.db.trust/screen.pub")" --keys "$work/keys" --name 东门 --inside-area
office
exits 0 follow
held "at first"
SDL_VIDEODRIVER=dummy "$BIN/kiosk" --cache "$disk/site.db" --trust "$work/root.json" --windowed --size 640x480 --dwell 0.1 --trace >"$work/trace" 2>"$work/kiosk.log" & kiosk=$!
children+=($kiosk)
turns() { [ "$(wc -l <"$work/trace")" -gt "$1" ]; }
until_true 20 turns 3 || fail "no page is turned"

note "full, with less and less room for a pull"
published=1 failed=0 done=0 stages=
for n in $(seq 1 "$steps"); do
  published=$((published + 1))
  raise $published
  office
  leave $(( (steps - n) * 280 / steps ))
  code=0; follow >/dev/null 2>"$work/err" || code=$?
  [ $code = 0 ] || [ $code = 1 ] || { cat "$work/err" >&2; fail "step $n: exit $code"; }
  before=$version
  held "step $n"
  if [ $code = 0 ]; then
    done=$((done + 1)); equal "step $n: a pull that came through" $published "$version"
  else
    failed=$((failed + 1)); says 'disk-full|No space left|full'
    [ "$version" -ge "$before" ] || fail "step $n: version fell from $before to $version"
  fi
  if [ $((n % 10)) = 0 ]; then equal "step $n: a screen that starts now" $((items + 1)) "$(shown "step $n")"; fi
done
turned=$(wc -l <"$work/trace")
until_true 20 turns "$turned" || fail "the running screen stands still"
note "$done pulls came through, $failed did not"
[ $done -gt 3 ] && [ $failed -gt 3 ] || fail "$done and $failed"

note "room again"
rm "$disk/ballast"
exits 0 follow
held "with room"
equal "with room" $published "$version"
equal "alarms" "" "$(alarms "$disk/site.db")"

note "read-only"
published=$((published + 1))
raise $published
office
kill -0 "$kiosk" || fail "the screen went down"
kill "$kiosk"; wait "$kiosk" 2>/dev/null || true # it maps the -shm, which would hold the disk writable
mount -o remount,ro "$disk"
exits 1 follow
says 'Read-only|readonly'
equal "a screen that starts now" $((items + 1)) "$(shown read-only)"
mount -o remount,rw "$disk"
exits 0 follow
held "writable again"
equal "writable again" $published "$version"
