#!/usr/bin/env bash
# The kiosk needs no feeder and no right to write: as another user, on a read-only file system, after the feeder was stopped or
# killed in the middle of its work, the whole content is on the screen at once.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq perl setpriv
[ "$(id -u)" = 0 ] || { echo "skipped: another user can only be taken on by root"; exit 77; }
stranger() { setpriv --reuid=nobody --regid="$group" --clear-groups env HOME=/nonexistent XDG_RUNTIME_DIR= "$@"; }
group=$(id -g nobody)

# Where the programs lie must not matter to what is tested: nobody may not be allowed into a checkout.
mkdir "$work/bin" "$work/case" "$work/cache"
cp "$BIN/kiosk" "$work/bin/"
chmod 755 "$work" "$work/bin"
case=$work/case/case.db cache=$work/cache/cache.db
chmod 700 "$work/case"
# The feeder's folder as the systemd unit makes it: writable for its owner, readable for the group, closed to all others.
chgrp "$group" "$work/cache" && chmod 2750 "$work/cache"
umask 0027
for n in $(seq 1 30); do printf '第%d份文件的正文，一字不漏。\n' "$n"; done >"$work/body.txt"
for n in 1 2 3; do exits 0 "$BIN/feeder" add --case "$case" --catalogue D01 --title "第${n}份文件" --id "item-$n" "$work/body.txt"; done
printf '[source]\nuri = sqlite:%s\ninterval_seconds = 3600\n[cache]\npath = %s\n' "$case" "$cache" >"$work/feeder.ini"
run_feeder() { "$BIN/feeder" run --config "$work/feeder.ini" 2>"$work/feeder.log" & feeder=$!; children+=($feeder); }
held() { [ "$(cache_sql "$cache" "SELECT sum(version) FROM item" 2>/dev/null)" = "$1" ]; }

# whole WHAT VERSIONS: the other user's snapshot holds every word of all three items, in these versions.
whole() {
  local n
  rm -rf "$work/pages" && mkdir -m 777 "$work/pages"
  exits 0 stranger "$work/bin/kiosk" --cache "$cache" --snapshot "$work/pages" --size 640x480
  for n in 1 2 3; do
    text_of "$work/pages" "item-$n" >"$work/got"
    without_space <"$work/body.txt" | cmp - "$work/got" || fail "$1: item-$n is not whole"
  done
  equal "$1: versions" "$2" "$(jq -r '[.[] | "\(.item) \(.version)"] | unique | map(split(" ")[1]) | join(" ")' "$work/pages/index.json")"
  # And on a display: from the start of the process to a page of an item.
  local begin code=0
  begin=$(date +%s%N)
  SDL_VIDEODRIVER=dummy stranger "$work/bin/kiosk" --cache "$cache" --size 640x480 --windowed --pages 1 --dwell 1 --trace >"$work/trace" 2>"$work/kiosk.log" || code=$?
  [ $code = 0 ] || { cat "$work/kiosk.log" >&2; fail "$1: the kiosk ends with $code"; }
  jq -es '.[0].item != ""' "$work/trace" >/dev/null || fail "$1: the first page is the built-in one"
  note "$1: whole content after $(( ($(date +%s%N) - begin) / 1000000 )) ms"
}

run_feeder
until_true 10 held 3 || fail "the daemon does not pull"
whole "the feeder at work" "1 1 1"
kill "$feeder" && wait "$feeder" || fail "the daemon does not end cleanly"
whole "the feeder stopped" "1 1 1"

# What the screen says about itself reaches the feeder's user, who is a third one of the same group, and nobody else.
cp "$BIN/feeder" "$work/bin/" && chmod 755 "$work/bin/feeder"
mkdir "$work/run" && chown "nobody:$group" "$work/run" && chmod 0750 "$work/run" # as RuntimeDirectory= makes it
printf '[cache]\npath = %s\n[screen]\nreport = %s/run/screen.json\n' "$cache" "$work" >"$work/kiosk.ini"
printf '[source]\nuri = sqlite:%s\n[cache]\npath = %s\n[status]\nscreen_report = %s/run/screen.json\n' "$case" "$cache" "$work" >"$work/status.ini"
chgrp "$group" "$work"/*.ini && chmod 0640 "$work"/*.ini
SDL_VIDEODRIVER=dummy exits 0 stranger "$work/bin/kiosk" --config "$work/kiosk.ini" --size 640x480 --windowed --pages 1 --dwell 1
as() { setpriv --reuid=daemon --regid="$1" --clear-groups env HOME=/nonexistent "$work/bin/feeder" status --config "$work/status.ini" --json; }
exits 0 as "$group"
equal "the screen's word" '["FRESH",true]' "$(jq -c '[.screen.state, .screen.current]' "$work/out")"
chmod 644 "$work"/*.ini && chmod o+rx "$work/cache" && chmod o+r "$cache"* # all but the report
exits 0 as daemon
equal "to a stranger" no-condition "$(jq -r .screen.error.code "$work/out")"
chmod o-rwx "$work/cache" "$cache"*
note "another user's report is read by the group alone"

# Killed with a wal that was never folded in: a reader that is in the middle of its work keeps it.
run_feeder
mkfifo "$work/reader"
sqlite3 -readonly "$cache" <"$work/reader" >"$work/reading" & reader=$!; children+=($reader)
exec 8>"$work/reader"
echo "BEGIN; SELECT count(*) FROM item;" >&8
until_true 10 grep -q 3 "$work/reading" || fail "no reader"
for n in 1 2 3; do exits 0 "$BIN/feeder" add --case "$case" --catalogue D01 --title "第${n}份文件" --id "item-$n" "$work/body.txt"; done
until_true 10 held 6 || fail "version 2 does not arrive"
kill -KILL "$feeder" "$reader"; wait "$feeder" "$reader" 2>/dev/null || true
exec 8>&-
[ -s "$cache-wal" ] || fail "no wal is left: this tests nothing"
whole "the feeder killed" "2 2 2"

# Without -wal and -shm, and with a -shm that is gone alone: SQLite then wants to write, and may not.
cp -p "$cache" "$work/db" && cp -p "$cache-wal" "$work/wal"
rm -f "$cache-shm"
whole "no -shm" "2 2 2"
sqlite3 "$cache" "PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
rm -f "$cache-shm" "$cache-wal"
whole "neither -wal nor -shm" "2 2 2"

# The same under a running screen: the next generation is seen through the copy, too.
rm "$work/trace"
SDL_VIDEODRIVER=dummy setpriv --reuid=nobody --regid="$group" --clear-groups env HOME=/nonexistent XDG_RUNTIME_DIR= "$work/bin/kiosk" --cache "$cache" --size 640x480 --windowed --dwell 600 --trace >"$work/trace" 2>"$work/kiosk.log" & kiosk=$!
children+=($kiosk)
until_true 5 test -s "$work/trace" || fail "nothing is presented"
standing=$(jq -r .item "$work/trace" | tail -n 1)
run_feeder
exits 0 "$BIN/feeder" withdraw --case "$case" --id "$standing" --reason 测试撤下
until_true 10 sh -c "tail -n 1 '$work/trace' | grep -qv '\"$standing\"'" || fail "a withdrawal does not reach a screen that reads a copy"
note "a withdrawal reaches a screen that had to copy"
kill "$kiosk" && wait "$kiosk" || true
kill -KILL "$feeder"; wait "$feeder" 2>/dev/null || true
exits 0 "$BIN/feeder" add --case "$case" --catalogue D01 --title "${standing#item-}" --id "$standing" "$work/body.txt"
exits 0 "$BIN/feeder" pull --source "sqlite:$case" --cache "$cache"

# Not even the owner may write where the file system is read-only.
if mount -t tmpfs -o size=64m tmpfs "$work/cache" 2>"$work/err"; then
  cleanups+=("umount '$work/cache'")
  chgrp "$group" "$work/cache" && chmod 2750 "$work/cache"
  exits 0 "$BIN/feeder" pull --source "sqlite:$case" --cache "$cache"
  versions=$(cache_sql "$cache" "SELECT group_concat(version, ' ') FROM (SELECT version FROM item ORDER BY id)")
  mount -o remount,ro "$work/cache"
  touch "$work/cache/x" 2>/dev/null && fail "the file system is not read-only"
  whole "a read-only file system" "$versions"
  mount -o remount,rw "$work/cache"
  rm -f "$cache-shm" "$cache-wal"
  mount -o remount,ro "$work/cache"
  whole "a read-only file system without -wal and -shm" "$versions"
  exits 1 "$BIN/feeder" pull --source "sqlite:$case" --cache "$cache"
  says 'read-?only|cache'
else
  note "no file system can be mounted here: the read-only part is left out"
fi
