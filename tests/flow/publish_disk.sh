#!/usr/bin/env bash
# The publishing daemon whose disk is full, whose folder is read-only, and whose folder is gone and comes back: it says so with an alarm,
# what a web server would serve stays the old publication, whole, and with room again it goes on by itself.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq mountpoint
[ "$(id -u)" = 0 ] || { echo "skipped: only root may mount a file system"; exit 77; }
disk=$work/disk
mkdir "$disk"
mount -t tmpfs -o size=512k,mode=755 tmpfs "$disk" 2>"$work/err" || { echo "skipped: no tmpfs may be mounted here: $(cat "$work/err")"; exit 77; }
cleanups+=('mountpoint -q "$disk" && umount "$disk"')

exits 0 "$BIN/feeder" keys new --to "$work/keys"
cp "$work/keys/1.root.json" "$work/root.json"
seq -s '，一段。' 200 >"$work/body.txt"
add() { exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title "$1" --id "$1" "$work/body.txt"; }
printf '[source]\nuri = sqlite:%s/case.db\ninterval_seconds = 1\n[cache]\npath = %s/office.db\n[publish]\nto = %s/pub\nkeys = %s/keys\nheartbeat_seconds = 10\n' \
  "$work" "$work" "$disk" "$work" >"$work/office.ini"
told() { alarms "$work/office.db" | grep -qw -- "$1"; }
silent() { ! told publish-failed && ! told publication-lost && [ "$("$BIN/feeder" status --cache "$work/office.db" --json | jq '.account.ok')" = true ]; }
# served: the items that a site which begins now is given; every file it needs is there and right
served() {
  rm -rf "$work"/site.db*
  exits 0 "$BIN/feeder" pull --source "file://$disk/pub/" --cache "$work/site.db" --trust "$work/root.json"
  cache_sql "$work/site.db" "SELECT group_concat(id, ' ') FROM (SELECT id FROM item ORDER BY id)"
}
serves() { [ "$(served)" = "$1" ]; }
alive() { kill -0 "$feeder" || { tail -n 20 "$work/office.log" >&2; fail "$1: the daemon ended"; }; }

add a
"$BIN/feeder" run --config "$work/office.ini" 2>"$work/office.log" & feeder=$!
children+=("$feeder")
until_true 20 test -s "$disk/pub/metadata/timestamp.json" || fail "nothing is published: $(cat "$work/office.log")"
equal "at first" a "$(served)"

note "the disk is full"
dd if=/dev/zero of="$disk/ballast" bs=4096 status=none 2>/dev/null || true
add b
until_true 20 told publish-failed || fail "nobody is told: $(tail -n 5 "$work/office.log")"
alive full
equal "the old publication" a "$(served)"
rm "$disk/ballast"
until_true 30 serves "a b" || fail "room again: $(tail -n 5 "$work/office.log")"
until_true 20 silent || fail "the alarm stays: $(alarms "$work/office.db")"

note "the folder is read-only"
mount -o remount,ro "$disk"
add c
until_true 20 told publish-failed || fail "nobody is told: $(tail -n 5 "$work/office.log")"
alive read-only
equal "the old publication" "a b" "$(served)"
mount -o remount,rw "$disk"
until_true 30 serves "a b c" || fail "writable again: $(tail -n 5 "$work/office.log")"
until_true 20 silent || fail "the alarm stays: $(alarms "$work/office.db")"

note "the folder is gone, and comes back"
mv "$disk/pub" "$disk/pub.away"
[ ! -e "$disk/pub.work" ] || mv "$disk/pub.work" "$disk/work.away"
add d
until_true 20 told publish-failed || fail "nobody is told: $(tail -n 5 "$work/office.log")"
alive gone
grep -q publication-lost "$work/office.log" || fail "the log does not name the cause"
[ ! -e "$disk/pub/metadata/timestamp.json" ] || fail "a publication was begun anew"
rm -rf "$disk/pub" "$disk/pub.work"
mv "$disk/pub.away" "$disk/pub"
[ ! -e "$disk/work.away" ] || mv "$disk/work.away" "$disk/pub.work"
until_true 30 serves "a b c d" || fail "back again: $(tail -n 5 "$work/office.log")"
until_true 20 silent || fail "the alarm stays: $(alarms "$work/office.db")"
alive back
