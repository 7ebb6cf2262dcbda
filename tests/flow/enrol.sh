#!/usr/bin/env bash
# Two offices' worth of clerks: a site's feeder makes its key and shows it, the office takes it in, the screen inside the area reads what
# is for the affected, the one outside never does, and one that was removed cannot read what comes after. Then a bit of the cache
# flips under a running screen: gone within a page turn, fetched again, told. And a screen with a root before a cache without
# signatures shows nothing; one without a root before a signed cache says that it verifies nothing.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq perl

keys=$work/keys
office() { exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/office.db"
  exits 0 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$keys"; }
follow() { exits 0 "$BIN/feeder" pull --source "file://$work/pub/" --cache "$work/$1.db" --trust "$keys/1.root.json"; }
status() { "$BIN/feeder" status --cache "$work/$1.db" --json; }
site() { # site NAME INSIDE: a machine with its own folder and configurations
  printf '[source]\nuri = file://%s/pub/\ntrust = %s/1.root.json\ninterval_seconds = 1\n[cache]\npath = %s/%s.db\n' "$work" "$keys" "$work" "$1" >"$work/$1-feeder.ini"
  printf '[cache]\npath = %s/%s.db\ntrust = %s/1.root.json\n[screen]\ninside_area = %s\n' "$work" "$1" "$keys" "$2" >"$work/$1-kiosk.ini"
}
shown() { # shown NAME [OPTION…]: what the screen of a site shows, by one round of its programme
  local name=$1
  shift
  rm -rf "$work/pages"
  "$BIN/kiosk" --config "$work/$name-kiosk.ini" --snapshot "$work/pages" --size 640x360 "$@" 2>"$work/kiosk.err" || return 1
  jq -r '[.[].item] | unique | join(" ")' "$work/pages/index.json"
}
key() { status "$1" | jq -r .screen_key; }

exits 0 "$BIN/feeder" keys new --to "$keys"
printf '一段正文。\n' >"$work/body.txt"
add() { exits 0 "$BIN/feeder" add --case "$work/case.db" "$@" "$work/body.txt"; }
add --catalogue D14 --title 征收决定 --id decision
add --catalogue D31 --title 分户结果 --id ours --audience affected
office

note "a site's first start makes its key and shows it three ways"
site east yes; site street no
"$BIN/feeder" run --config "$work/east-feeder.ini" 2>"$work/east.log" & feeder=$!; children+=($feeder)
until_true 10 grep -qE '[0-9a-f]{64}' "$work/east.log" || fail "the log does not show the key"
logged=$(grep -oE '[0-9a-f]{64}' "$work/east.log" | head -n 1)
until_true 10 test -s "$work/east.db.trust/screen.pub"
until_true 10 status east
equal "status --json shows it" "$logged" "$(key east)"
"$BIN/feeder" status --cache "$work/east.db" | grep -q "$logged" || fail "status in text does not show the key"
kill "$feeder"; wait "$feeder" 2>/dev/null || true
follow street
"$BIN/feeder" pull --source "file://$work/pub/" --cache "$work/west.db" --trust "$keys/1.root.json" --json >"$work/out" 2>"$work/err"
equal "the account shows it" "$(key west)" "$(jq -r .screen_key "$work/out")"
equal "secret and readable by its owner alone" 600 "$(stat -c %a "$work/east.db.trust/screen.key")"
site west yes
[ "$(key east)" != "$(key west)" ] || fail "two sites with one key"

note "the office takes them in"
exits 0 "$BIN/feeder" screens add "$(key east)" --keys "$keys" --name 东门 --inside-area
exits 0 "$BIN/feeder" screens add "$(key west)" --keys "$keys" --name 西门 --inside-area
exits 0 "$BIN/feeder" screens add "$(key street)" --keys "$keys" --name 街口
exits 0 "$BIN/feeder" screens list --keys "$keys"
equal "three screens" 3 "$(grep -c . "$work/out")"
office
for s in east west street; do follow $s; done
equal "inside" "decision ours" "$(shown east)"
equal "inside" "decision ours" "$(shown west)"
equal "outside" "decision" "$(shown street)"
equal "outside, whatever its screen is told" "decision" "$(shown street --inside-area)"
equal "sealed to others" 1 "$(status street | jq .account.sealed)"
! grep -q '分户结果' "$work/street.db" "$work/street.db-wal" || fail "the text lies in a cache outside the area"
! grep -rq '分户结果' "$work/pub" || fail "the text lies in the publication"

note "a removed screen cannot read what comes after"
exits 0 "$BIN/feeder" screens remove 西门 --keys "$keys"
office
for s in east west; do follow $s; done
equal "stays" "decision ours" "$(shown east)"
equal "removed" "decision" "$(shown west)"
! grep -q '分户结果' "$work/west.db" "$work/west.db-wal" || fail "the text stays in the cache of a removed screen"
add --catalogue D31 --title 分户结果二 --id ours --audience affected
office
for s in east west; do follow $s; done
equal "the next version" "2" "$(sqlite3 -readonly "$work/east.db" "SELECT version FROM item WHERE id = 'ours'")"
equal "not for the removed" "decision" "$(shown west)"
exits 2 "$BIN/feeder" screens remove 西门 --keys "$keys"
exits 1 "$BIN/feeder" screens add "$(key east)x" --keys "$keys" --name 东门二

note "a bit flips under a running screen"
add --catalogue D01 --title 第三份 --id third
office
follow east
SDL_VIDEODRIVER=dummy "$BIN/kiosk" --config "$work/east-kiosk.ini" --windowed --size 640x360 --dwell 0.2 --trace >"$work/trace" 2>"$work/kiosk.log" & kiosk=$!
children+=($kiosk)
turned() { [ "$(wc -l <"$work/trace")" -ge $((from + $1)) ]; }
from=0; until_true 10 turned 4 || fail "no pages"
flip() { sqlite3 "$work/east.db" "UPDATE content SET bytes = CAST(replace(CAST(bytes AS TEXT), '一段', '二段') AS BLOB) WHERE n = (SELECT content FROM item WHERE id = '$1')"; }
flip decision
from=$(wc -l <"$work/trace")
until_true 10 turned 7 || fail "the screen stands still"
tail -n +$((from + 2)) "$work/trace" | jq -r .item | grep -q '^decision$' && fail "a damaged item was shown beyond the next page turn"
tail -n +$((from + 2)) "$work/trace" | jq -r .item | grep -q '^third$' || fail "nothing else is shown"
grep -q 'decision is not shown' "$work/kiosk.log" || fail "the screen's log does not tell"
cp -r "$work/pub" "$work/pub.before"
"$BIN/feeder" run --config "$work/east-feeder.ini" 2>"$work/east.log" & feeder=$!; children+=($feeder)
back() { tail -n 3 "$work/trace" | jq -r .item | grep -q '^decision$'; }
until_true 15 back || fail "the feeder did not fetch it again"
equal "told" "cache-damaged" "$(alarms "$work/east.db")"
grep -q 'decision' "$work/east.log" || fail "the feeder's log does not tell"
note "and once more, under the running feeder"
from=$(wc -l <"$work/trace")
before=$(generation "$work/east.db")
flip decision
mended() { [ "$(generation "$work/east.db")" -gt "$before" ]; }
until_true 90 mended || fail "a running feeder did not find it"
until_true 15 back || fail "it is not shown again"
diff -r "$work/pub" "$work/pub.before" >/dev/null || fail "this test needed a new publication"
kill "$kiosk" "$feeder"; wait "$kiosk" "$feeder" 2>/dev/null || true

note "a root before a cache without signatures, and the reverse"
sed "s|^path = .*|path = $work/office.db|" "$work/east-kiosk.ini" >"$work/mixed-kiosk.ini"
equal "nothing unverified" "" "$(shown mixed)"
trace() { SDL_VIDEODRIVER=dummy "$BIN/kiosk" "$@" --windowed --size 640x360 --dwell 0.1 --pages 3 --trace 2>"$work/kiosk.err" | jq -r "$filter" | sort -u | paste -sd' '; }
filter='"\(.item) \(.state)"'
equal "DEAD" " DEAD" "$(trace --config "$work/mixed-kiosk.ini")"
grep -q 'no signatures' "$work/kiosk.err" || fail "the screen's log does not tell why"
equal "signed, says its status" true "$(status east | jq .signed)"
equal "unsigned, says its status" false "$(status office | jq .signed)"
filter=.item
equal "without a root the feeder is believed" "decision third" "$(trace --cache "$work/east.db")"
grep -q 'verifies nothing' "$work/kiosk.err" || fail "a screen without a root does not say so"
