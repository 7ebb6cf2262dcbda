#!/usr/bin/env bash
# Ideographs that no installed font has (rare names hold them) stand as their code in a box, never as nothing or an empty box;
# they are reported, and the text that can be read back is complete.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq perl convert
rare=$(perl -CO -e 'print "\x{31353}"') later=$(perl -CO -e 'print "\x{31359}"')
known=$(perl -CO -e 'print "\x{20bb7}"') # 𠮷, in the fonts we ship with: four bytes alone are no problem
case=$work/case.db cache=$work/cache.db
page() { # page NAME TEXT: one item with that text, its page and what the kiosk said of it
  rm -f "$case"* "$cache"*
  printf '被征收人姓名里的字是%s，一字不改。\n' "$2" >"$work/body.txt"
  exits 0 "$BIN/feeder" add --case "$case" --catalogue D01 --title 罕用字 --id rare "$work/body.txt"
  exits 0 "$BIN/feeder" pull --source "sqlite:$case" --cache "$cache"
  exits 0 "$BIN/kiosk" --cache "$cache" --snapshot "$work/$1" --size 1280x720 --at 2026-12-01T02:00:00Z
  text_of "$work/$1" rare >"$work/got"
  without_space <"$work/body.txt" | cmp - "$work/got" || fail "$1: the text is not complete"
}
reported() { grep -c "no font has U+$1" "$work/err" || true; }

page covered "$known"
equal "a character the fonts have: reports" 0 "$(reported '')"
page missing "$rare$later"
equal "reports of U+31353" 1 "$(reported 31353)"
equal "reports of U+31359" 1 "$(reported 31359)"
note "$(grep -o 'no font has.*' "$work/err" | tr '\n' ';')"
page twice "$rare$rare$rare"
equal "three times the same: one report" 1 "$(reported 31353)"

# What is drawn differs from a blank and from another code's box: the code itself stands there.
page blank '　　'
page other "$later$rare"
differ() { convert "$work/$1/001.png" "$work/$2/001.png" -metric AE -compare -format '%[distortion]' info: 2>/dev/null | cut -d. -f1; }
[ "$(differ missing blank)" -gt 50 ] || fail "nothing is drawn in a missing glyph's place"
[ "$(differ missing other)" -gt 20 ] || fail "two missing glyphs look the same"

# On the running screen it is reported as well, once, when it first stands there.
page screen "$rare"
perl -MIO::Socket::UNIX -MSocket -e '$| = 1; my $s = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die; print "READY\n"; while (defined $s->recv(my $m, 65536)) { print "$m\n" }' "$work/notify" >"$work/told" &
children+=($!)
until_true 10 test -s "$work/told"
NOTIFY_SOCKET=$work/notify SDL_VIDEODRIVER=dummy exits 0 "$BIN/kiosk" --cache "$cache" --size 1280x720 --windowed --trace --pages 3 --dwell 0.05
equal "the service's status" 1 "$(grep -c '^STATUS=1 characters have no font: U+31353$' "$work/told")"
equal "reports of the running kiosk" 1 "$(reported 31353)"

# And `feeder status` tells it: the screen keeps its word about itself as a file, the feeder reads it.
notified() { jq -c "$1" "$work/out"; }
printf '[cache]\npath = %s\n[screen]\nreport = %s/run/screen.json\n' "$cache" "$work" >"$work/kiosk.ini"
printf '[source]\nuri = sqlite:%s\n[cache]\npath = %s\n[status]\nscreen_report = %s/run/screen.json\n' "$case" "$cache" "$work" >"$work/feeder.ini"
screen() { SDL_VIDEODRIVER=dummy exits 0 "$BIN/kiosk" --config "$work/kiosk.ini" --size 1280x720 --windowed --trace --pages 3 --dwell 0.05; }
status() { exits 0 "$BIN/feeder" status --config "$work/feeder.ini" "$@"; }
page reported "$rare$later"
screen # the folder is not there: the screen goes on all the same
says 'the report .*/run/screen.json cannot be written'
status --json
equal "without a report" null "$(notified .screen)"
mkdir "$work/run"
screen
status --json
equal "the screen's word" '[{"code":"U+31353","item":"rare"},{"code":"U+31359","item":"rare"}]' "$(notified .screen.missing_glyphs)"
equal "its state" '["FRESH",true,false]' "$(notified '[.screen.state, .screen.current, .screen.round_long]')"
equal "an open alarm" '["missing-glyph","rare"]' "$(notified '.alarms[0] | [.code, .subject]')"
status
grep -q '本机屏幕 .* FRESH' "$work/out" && grep -q 'U+31353 (rare) U+31359 (rare)' "$work/out" || { cat "$work/out" >&2; fail "status does not tell the clerk"; }
exits 0 "$BIN/feeder" status --cache "$cache" --json
equal "without a configuration, and nothing beside the cache" null "$(notified .screen)"
cp "$work/run/screen.json" "$cache.screen"
exits 0 "$BIN/feeder" status --cache "$cache" --json
equal "beside the cache" 'true' "$(notified '.screen.missing_glyphs | length == 2')"

# Corrected while the screen runs, the character is no longer reported; another item that needs it is named instead.
SDL_VIDEODRIVER=dummy "$BIN/kiosk" --config "$work/kiosk.ini" --size 1280x720 --windowed --dwell 0.1 2>"$work/kiosk.log" & kiosk=$!
children+=($kiosk)
glyphs() { [ "$(jq -c '[.missing_glyphs[] | "\(.code) \(.item)"] | sort' "$work/run/screen.json")" = "$1" ]; }
until_true 20 glyphs '["U+31353 rare","U+31359 rare"]' || fail "the running screen does not report"
printf '又一处%s。\n' "$later" >"$work/body.txt"
exits 0 "$BIN/feeder" add --case "$case" --catalogue D01 --title 又一份 --id other "$work/body.txt"
printf '已经改正。\n' >"$work/body.txt"
exits 0 "$BIN/feeder" add --case "$case" --catalogue D01 --title 罕用字 --id rare "$work/body.txt"
exits 0 "$BIN/feeder" pull --source "sqlite:$case" --cache "$cache"
until_true 20 glyphs '["U+31359 other"]' || { cat "$work/run/screen.json" >&2; fail "the report does not follow the correction"; }
kill "$kiosk" && wait "$kiosk" || true

# Switched off long ago: its time is said, and it raises no alarm any more.
touch -d '2026-11-01T00:00:00Z' "$work/run/screen.json"
status --json
equal "an old report" '["2026-11-01T00:00:00Z",false,0]' "$(notified '[.screen.at, .screen.current, (.alarms | length)]')"

# The report is another user's file: whatever lies there, status answers, in time, and says so.
hostile() { # hostile WHAT: the status is done, and the screen's part is an error alone
  timeout 20 "$BIN/feeder" status --config "$work/feeder.ini" --json >"$work/out" || fail "$1: status ends with $?"
  equal "$1" '["error"]' "$(notified '.screen | keys')"
  status
}
report=$work/run/screen.json
mv "$report" "$work/elsewhere.json"
printf 'no JSON\n' >"$report" && hostile "no JSON"
head -c 300000000 /dev/zero >"$report" && hostile "300 MB"
perl -e 'print "[" x 60000' >"$report" && hostile "deep"
rm "$report" && ln -s "$work/elsewhere.json" "$report" && hostile "a link"
rm "$report" && mkfifo "$report" && hostile "a pipe"
rm "$report" && mkdir "$report" && hostile "a folder"
rmdir "$report" && printf '{"absent":["\\u001b[2J"],"missing_glyphs":[],"state":"FRESH"}' >"$report" && hostile "an escape sequence"
