#!/usr/bin/env bash
# What is for affected households leaves a site's disk with its withdrawal: within a minute no file there holds the text, its content
# key or its sealed form any more, whether it was withdrawn, replaced by a new version, came to its end, or came to its end after the
# office had lost it; and though a screen runs on the cache all the time and somebody else reads in it just then. The office's own
# cache and its publication do not hold it either. A screen that is taken off the list loses what it could read.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq perl

site=$work/site office=$work/office most=60
mkdir "$site" "$office"
at() { date -u -d "@$(( $(date +%s) + $1 ))" +%Y-%m-%dT%H:%M:%SZ; }
now() { echo $(( $(date +%s%N) / 1000000 )); }
add() { # add ID MORE…: an item for affected households, with its canary on every line
  local id=$1
  shift
  for _ in $(seq 40); do echo "被征收人金丝雀${id}甲，补偿金额见下。"; done >"$work/body.txt"
  exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D35 --audience affected --title "结果" --id "$id" "$work/body.txt"
}
# holds FOLDER NEEDLE…: the files in which any of the needles (hexadecimal) stands
holds() {
  find "$1" -type f -print0 | perl -0ne 'BEGIN { $re = join "|", map { quotemeta pack "H*", $_ } splice @ARGV, 0 } chomp; open my $f, "<:raw", $_ or next; local $/; my $all = <$f>; print "$_\n" if defined $all && $all =~ /$re/' -- "${@:2}"
}
clean() { [ -z "$(holds "$@")" ]; }
hex() { printf %s "$1" | od -An -v -tx1 | tr -d ' \n'; }

exits 0 "$BIN/feeder" keys new --to "$work/keys"
for id in withdrawn replaced ending lost kept; do add "$id"; done
lost_end=$(( $(date +%s) + 25 ))
sqlite3 "$work/case.db" "UPDATE item SET display_until = '$(at 25)' WHERE id = 'lost'"
cat >"$work/office.ini" <<EOF
[source]
uri = sqlite:$work/case.db
interval_seconds = 5
[cache]
path = $office/cache.db
[publish]
to = $work/pub
keys = $work/keys
heartbeat_seconds = 5
grace_minutes = 0
EOF
cat >"$work/site.ini" <<EOF
[source]
uri = file://$work/pub/
trust = $work/keys/1.root.json
interval_seconds = 5
[cache]
path = $site/cache.db
EOF
"$BIN/feeder" run --config "$work/office.ini" >"$office/log" 2>&1 & children+=($!)
until_true 20 test -e "$work/pub/metadata/timestamp.json" || fail "nothing was published"
"$BIN/feeder" run --config "$work/site.ini" >"$site/log" 2>&1 & children+=($!)
until_true 20 test -s "$site/cache.db.trust/screen.pub" || fail "the site has no key"
exits 0 "$BIN/feeder" screens add "$(cat "$site/cache.db.trust/screen.pub")" --keys "$work/keys" --name 东门 --inside-area
cached() { [ "$(cache_sql "$site/cache.db" "SELECT group_concat(id, ' ') FROM (SELECT id FROM item ORDER BY id)" 2>/dev/null)" = "$1" ]; }
until_true 40 cached "ending kept lost replaced withdrawn" || fail "the items did not arrive"
printf '%s\n' '[cache]' "path = $site/cache.db" "trust = $work/keys/1.root.json" '[screen]' 'inside_area = yes' >"$work/kiosk.ini"
SDL_VIDEODRIVER=dummy "$BIN/kiosk" --config "$work/kiosk.ini" --windowed --size 640x480 --dwell 0.1 --trace >"$site/trace" 2>"$site/kiosk.log" & kiosk=$!
children+=($kiosk)
until_true 20 grep -q '"withdrawn"' "$site/trace" || fail "the screen does not show it"

declare -A needle box
for id in withdrawn replaced ending lost kept; do
  needle[$id]="$(hex "金丝雀${id}甲") $(cache_sql "$site/cache.db" "SELECT lower(hex(key)) FROM sealed WHERE id = '$id'")"
  box[$id]=$(hex "$(cache_sql "$site/cache.db" "SELECT CAST(bytes AS TEXT) FROM sealed WHERE id = '$id'" | jq -r .box | cut -c1-60)")
  # shellcheck disable=SC2086
  ! clean "$site" ${needle[$id]} || fail "$id cannot be found while it is there"
  ! clean "$work/pub" "${box[$id]}" || fail "the box of $id is not in the publication"
done

note "withdrawn, replaced, given an end, lost; a reader holds the cache for seven seconds"
exec 8> >(exec sqlite3 -readonly "$site/cache.db" >/dev/null)
echo "BEGIN; SELECT count(*) FROM content;" >&8
begin=$(now)
exits 0 "$BIN/feeder" withdraw --case "$work/case.db" --id withdrawn --reason 有误
echo "改正后的结果。" >"$work/body.txt"
exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D35 --audience affected --title 结果 --id replaced "$work/body.txt"
ending_end=$(( $(date +%s) + 10 ))
sqlite3 "$work/case.db" "UPDATE item SET version = 2, display_until = '$(at 10)', updated_at = strftime('%Y-%m-%dT%H:%M:%SZ','now') WHERE id = 'ending'; DELETE FROM item_text WHERE item_id = 'lost'; DELETE FROM item WHERE id = 'lost'"
read -rt 7 <> <(:) || true
echo "COMMIT;" >&8
exec 8>&-
for id in withdrawn replaced ending lost; do
  [ $id != ending ] || begin=$((ending_end * 1000))
  [ $id != lost ] || begin=$((lost_end * 1000))
  # shellcheck disable=SC2086
  until_true $most clean "$site" ${needle[$id]} "${box[$id]}" || { tail -n 5 "$site/log" >&2; fail "$id is still in $(holds "$site" ${needle[$id]} "${box[$id]}" | tr '\n' ' ')"; }
  took=$(( $(now) - begin ))
  [ $took -lt $((most * 1000)) ] || fail "$id: gone after $took ms"
  note "$id: gone from the site after $(( took < 0 ? 0 : took )) ms"
  until_true $most clean "$work/pub" "${box[$id]}" || fail "the box of $id is still published"
done
cached "kept replaced" || fail "held: $(cache_sql "$site/cache.db" "SELECT id FROM item")"
for id in withdrawn replaced; do
  # shellcheck disable=SC2086
  clean "$office" ${needle[$id]} || fail "$id is still in the office's $(holds "$office" ${needle[$id]})"
done
alarm_is_gone() { case " $(alarms "$site/cache.db") " in *" not-scrubbed "*) false;; esac; }
until_true 20 alarm_is_gone || fail "alarms: $(alarms "$site/cache.db")"

note "a screen that is taken off the list"
begin=$(now)
exits 0 "$BIN/feeder" screens remove 东门 --keys "$work/keys"
# shellcheck disable=SC2086
until_true $most clean "$site" ${needle[kept]} "${box[kept]}" || fail "kept is still in $(holds "$site" ${needle[kept]})"
note "kept: gone from the site after $(( $(now) - begin )) ms"
kill -0 "$kiosk" || fail "the screen went down"
