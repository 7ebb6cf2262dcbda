# A kiosk whose wall clock can be set, and items that depend on it. Sourced after lib.sh.
need sqlite3 jq faketime
preload=$(faketime 2026-12-01 sh -c 'echo "$LD_PRELOAD"')
day=$((24 * 3600)) year=$((365 * 24 * 3600))
at() { date -u -d "@$(( $(date +%s) + $1 ))" +%Y-%m-%dT%H:%M:%SZ; }

# items_in_time CASE: `open` without windows, `windowed` since yesterday, `future` in ten days, `ended` yesterday.
items_in_time() { local id
  printf '一段正文。\n' >"$work/body.txt"
  for id in open windowed future ended; do exits 0 "$BIN/feeder" add --case "$1" --catalogue D01 --title "$id" --id "$id" "$work/body.txt"; done
  sqlite3 "$1" "UPDATE item SET display_from = '$(at -$day)' WHERE id = 'windowed';
    UPDATE item SET display_from = '$(at $((10 * day)))', display_until = '$(at $((20 * day)))' WHERE id = 'future';
    UPDATE item SET published_at = '$(at $((-9 * day)))', display_until = '$(at -$day)' WHERE id = 'ended';"; }

clock() { echo "$1" >"$work/clock.new"; mv "$work/clock.new" "$work/clock"; } # the kiosk's clock: ours and so many seconds

# kiosk_with_clock OPTION…: starts it at the right time; its number is $kiosk, its trace $work/trace.
kiosk_with_clock() {
  clock +0
  LD_PRELOAD=$preload FAKETIME_TIMESTAMP_FILE=$work/clock FAKETIME_NO_CACHE=1 DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 SDL_VIDEODRIVER=dummy \
    "$BIN/kiosk" "$@" --windowed --size 640x480 --dwell 0.1 --trace >"$work/trace" 2>"$work/kiosk.log" & kiosk=$!
  children+=($kiosk); }

# shows WHAT OFFSET ITEMS STATE: from the next page on and for two rounds these items, and no other, in that state.
shows() {
  local from lines
  clock "$2"
  from=$(wc -l <"$work/trace")
  turned() { kill -0 "$kiosk" && [ "$(wc -l <"$work/trace")" -ge $((from + 8)) ]; }
  until_true 10 turned || { tail -n 5 "$work/trace" "$work/kiosk.log" >&2; fail "$1: no page is turned any more"; }
  lines=$(tail -n +$((from + 3)) "$work/trace" | head -n 6)
  equal "$1: items" "$3" "$(jq -r .item <<<"$lines" | sort -u | tr '\n' ' ' | sed 's/ $//')"
  equal "$1: state" "$4" "$(jq -r .state <<<"$lines" | sort -u)"
  # The kiosk says when it was by its own clock: this test tests nothing if that did not jump.
  equal "$1: the clock" "$(( ($(date +%s) + $2) / year ))" "$(tail -n 1 <<<"$lines" | jq ".t / $year | floor")"
  note "$1: $3, $4"
}
