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
