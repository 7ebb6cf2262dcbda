#!/usr/bin/env bash
# A province follows two counties and publishes again with its own keys; a site follows its county, a screen of the province the
# province. Three web servers on three loopback addresses. What is for the affected alone never leaves its county; versions, revisions,
# withdrawals and projects pass through; two counties with one id do not overwrite each other; a county that is silent makes the
# province's screens say so; and what goes wrong with publishing is told and heals.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_nginx.sh"
need sqlite3 jq faketime
cd "$work"
feeder="$BIN/feeder"
preload=$(faketime 2026-12-01 sh -c 'echo "$LD_PRELOAD"')

# county NAME: pulls its case database and publishes
county() { exits 0 "$feeder" pull --source "sqlite:$work/$1.case" --cache "$work/$1.db"
  exits 0 "$feeder" publish --cache "$work/$1.db" --to "$work/$1" --keys "$work/$1.keys" "${@:2}"; }
add() { local c=$1; shift; exits 0 "$feeder" add --case "$c.case" "$@" body.txt; }
# follow CACHE URL ROOT
follow() { "$feeder" pull --source "$2" --cache "$1" --trust "$3"; }
hear() { exits "${2:-0}" follow "prov-$1.db" "${url[$1]}" "$1.keys/1.root.json"; }
province() { exits 0 hear_all; exits "${1:-0}" "$feeder" publish --config prov.ini "${@:2}"; }
hear_all() { hear a; hear b; }
screen() { exits 0 follow screen.db "${url[prov]}" prov.keys/1.root.json; }
held() { cache_sql "$1" "SELECT group_concat(id || ':' || version || '.' || revision, ' ') FROM (SELECT * FROM item ORDER BY id)"; }
hash_of() { cache_sql "$1" "SELECT sha256 FROM item WHERE id = '$2'"; }
stamp() { jq -r ".signed[\"$2\"] // \"none\"" "$1/metadata/timestamp.json"; }
# later COMMAND…: two hours from now, by the wall clock
later() { LD_PRELOAD=$preload FAKETIME=+2h DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 "$@"; }
# state: what the province's screen says of its freshness
state() {
  SDL_VIDEODRIVER=dummy "$@" "$BIN/kiosk" --cache screen.db --trust prov.keys/1.root.json --windowed --size 640x360 --dwell 0.1 \
    --pages 2 --trace 2>kiosk.err | jq -r .state | sort -u
}

for name in a b prov; do exits 0 "$feeder" keys new --to "$name.keys"; done
declare -A url web
n=2
for name in a b prov; do
  mkdir -p "$name"
  address=127.0.0.$n start_nginx "$name" "root $work/$name;"
  url[$name]="http://127.0.0.$n:$port/" web[$name]=$server
  n=$((n + 1))
done
cat >prov.ini <<EOT
[source]
uri = ${url[a]}
trust = $work/a.keys/1.root.json
interval_seconds = 1
[cache]
path = $work/prov-a.db
[publish]
to = $work/prov
keys = $work/prov.keys
also = $work/prov-b.db
EOT
exits 0 "$feeder" check-config prov.ini
printf '第一条　正文。\n' >body.txt

note "two counties, each with its projects"
for c in a b; do
  add $c --catalogue D14 --title 公告 --id "$c-1"
  add $c --catalogue D14 --title 公告 --id "$c-2"
  sqlite3 "$c.case" "INSERT INTO project(id, name) VALUES('p-$c', '项目$c'); UPDATE item SET project_id = 'p-$c'"
done
add a --catalogue D25 --title 补偿结果 --id a-secret --audience affected
sqlite3 a.case "INSERT INTO item(id, version, catalogue, kind, published_at, project_id) VALUES('a-board', 1, 'D24', 'progress', '2026-11-01T00:00:00Z', 'p-a');
  INSERT INTO item_text(item_id, lang, title) VALUES('a-board', 'zh', '签约进度');
  INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES('a-board', 1, '2026-11-20', 'signed', '200', '612', 'household')"
county a; county b

note "a site of county a, enrolled there, reads what is for the affected"
exits 0 follow site.db "${url[a]}" a.keys/1.root.json
exits 0 "$feeder" screens add "$("$feeder" status --cache site.db --json | jq -r .screen_key)" --keys a.keys --name 东门 --inside-area
county a
exits 0 follow site.db "${url[a]}" a.keys/1.root.json
equal "site" "a-1:1.0 a-2:1.0 a-board:1.0 a-secret:1.0" "$(held site.db)"

note "the province publishes both, and nothing for the affected"
province
screen
equal "screen" "a-1:1.0 a-2:1.0 a-board:1.0 b-1:1.0 b-2:1.0" "$(held screen.db)"
for id in a-1 a-board; do equal "record $id" "$(hash_of a.db $id)" "$(hash_of screen.db $id)"; done
equal "projects" "p-a p-b" "$(cache_sql screen.db "SELECT group_concat(id, ' ') FROM (SELECT id FROM project ORDER BY id)")"
! grep -rq a-secret prov prov.keys || fail "something for the affected left its county"
equal "sealed to others" 1 "$("$feeder" status --cache prov-a.db --json | jq .account.sealed)"
equal "alarms" "" "$(alarms prov-a.db)"

note "nothing new: no byte is written within the heartbeat"
find prov prov.work prov.keys -printf '%p %T@ %s\n' | sort >before
exits 0 "$feeder" publish --config prov.ini
find prov prov.work prov.keys -printf '%p %T@ %s\n' | sort >after
cmp before after || fail "something was written"

note "versions, revisions and withdrawals pass through"
add a --catalogue D14 --title 公告 --id a-1
sqlite3 a.case "UPDATE progress SET done = '230', updated_at = '2026-11-21T00:00:00Z' WHERE item_id = 'a-board'"
exits 0 "$feeder" withdraw --case b.case --id b-2 --reason 文号有误
county a; county b; province; screen
equal "screen" "a-1:2.0 a-2:1.0 a-board:1.1 b-1:1.0" "$(held screen.db)"
equal "record" "$(hash_of a.db a-board)" "$(hash_of screen.db a-board)"
equal "tombstone" "b-2 文号有误" "$(cache_sql screen.db "SELECT id || ' ' || reason FROM tombstone")"

note "an id of another county is refused by name; nobody overwrites or withdraws what is another's"
add b --catalogue D14 --title 冒名 --id a-2
exits 0 "$feeder" withdraw --case b.case --id a-2 --reason 试试
add b --catalogue D14 --title 冒名 --id a-1 # and again after a has withdrawn it, below
county b; hear a; hear b
exits 3 "$feeder" publish --config prov.ini
says 'a-1 id-taken'
says 'a-2 withdrawal-of-another'
screen
equal "screen" "a-1:2.0 a-2:1.0 a-board:1.1 b-1:1.0" "$(held screen.db)"
equal "record" "$(hash_of a.db a-1)" "$(hash_of screen.db a-1)"

note "so is a project of another county, with all its items"
sqlite3 b.case "INSERT INTO project(id, name) VALUES('p-a', '冒名'); "
add b --catalogue D14 --title 冒名 --id b-3 --project p-a
county b; hear b
exits 3 "$feeder" publish --config prov.ini
says 'p-a project-taken'
says 'b-3 project-taken'
screen
equal "project" "$(cache_sql a.db "SELECT sha256 FROM project WHERE id = 'p-a'")" "$(cache_sql screen.db "SELECT sha256 FROM project WHERE id = 'p-a'")"
equal "what stood stays" "a-1:2.0 a-2:1.0 a-board:1.1 b-1:1.0" "$(held screen.db)"

note "a province that is enrolled by mistake opens it, and still does not publish it"
exits 0 "$feeder" screens add "$("$feeder" status --cache prov-a.db --json | jq -r .screen_key)" --keys a.keys --name 误 --inside-area
county a; hear a
equal "opened" 1 "$(cache_sql prov-a.db "SELECT count(*) FROM item WHERE id = 'a-secret'")"
exits 3 "$feeder" publish --config prov.ini
says 'a-secret affected-stays'
screen
equal "screen" 0 "$(cache_sql screen.db "SELECT count(*) FROM item WHERE id = 'a-secret'")"
! grep -rq a-secret prov || fail "something for the affected left its county"
exits 0 "$feeder" screens remove 误 --keys a.keys
county a; hear a
equal "closed again" 0 "$(cache_sql prov-a.db "SELECT count(*) FROM item WHERE id = 'a-secret'")"

note "a county's mass withdrawal asks a person of the province too, if it is one there"
for id in a-1 a-2 a-board; do exits 0 "$feeder" withdraw --case a.case --id $id --reason 误发; done
county a --mass-withdraw; hear a
exits 1 "$feeder" publish --config prov.ini
says mass-withdraw
screen
equal "screen" "a-1:2.0 a-2:1.0 a-board:1.1 b-1:1.0" "$(held screen.db)"
exits 3 "$feeder" publish --config prov.ini --mass-withdraw
screen
equal "screen" "b-1:1.0" "$(held screen.db)"
equal "tombstones" "a-1 a-2 a-board b-2" "$(cache_sql screen.db "SELECT group_concat(id, ' ') FROM (SELECT id FROM tombstone ORDER BY id)")"

note "a county that is silent: the province goes on, and its screens say how old its word is"
add a --catalogue D14 --title 公告 --id a-5
county a; county b; hear a; hear b
exits 3 "$feeder" publish --config prov.ini
screen
equal "heard now" FRESH "$(state)"
stop_nginx "${web[a]}"
add b --catalogue D14 --title 公告 --id b-5
exits 0 later "$feeder" pull --source "sqlite:$work/b.case" --cache b.db
exits 0 later "$feeder" publish --cache b.db --to b --keys b.keys
exits 1 later follow prov-a.db "${url[a]}" a.keys/1.root.json
exits 0 later follow prov-b.db "${url[b]}" b.keys/1.root.json
exits 3 later "$feeder" publish --config prov.ini
equal "up to when a was heard" "$(stamp a x-issued)" "$(stamp prov x-heard)"
exits 0 later follow screen.db "${url[prov]}" prov.keys/1.root.json
equal "b's news came" "a-5:1.0 b-1:1.0 b-5:1.0" "$(held screen.db)"
equal "but a is old" STALE "$(state later)"
note "and when it speaks again"
exits 0 later "$feeder" publish --cache a.db --to a --keys a.keys
address=127.0.0.2 start_nginx a "root $work/a;"
url[a]="http://127.0.0.2:$port/"
exits 0 later follow prov-a.db "${url[a]}" a.keys/1.root.json
exits 3 later "$feeder" publish --config prov.ini
exits 0 later follow screen.db "${url[prov]}" prov.keys/1.root.json
equal "fresh again" FRESH "$(state later)"

note "three daemons, and what goes wrong with publishing is told and heals"
exits 0 "$feeder" keys new --to d.keys
mkdir d
printf '[source]\nuri = sqlite:%s\ninterval_seconds = 1\n[cache]\npath = %s\n[publish]\nto = %s\nkeys = %s\n' \
  "$work/d.case" "$work/d.db" "$work/d" "$work/d.keys" >d.ini
printf '[source]\nuri = file://%s/\ntrust = %s\ninterval_seconds = 1\n[cache]\npath = %s\n[publish]\nto = %s\nkeys = %s\n' \
  "$work/d" "$work/d.keys/1.root.json" "$work/e.db" "$work/e" "$work/e.keys" >e.ini
printf '[source]\nuri = file://%s/\ntrust = %s\ninterval_seconds = 1\n[cache]\npath = %s\n' \
  "$work/e" "$work/e.keys/1.root.json" "$work/f.db" >f.ini
exits 0 "$feeder" keys new --to e.keys
add d --catalogue D14 --title 公告 --id d-1
for name in d e f; do "$feeder" run --config $name.ini 2>$name.log & children+=($!); done
arrived() { [ "$(cache_sql f.db "SELECT count(*) FROM item WHERE id = '$1'")" = 1 ]; }
until_true 40 arrived d-1 || fail "d-1 did not arrive: $(cat d.log e.log f.log)"
alarmed() { [[ " $(alarms e.db) " == *" publish-failed "* ]]; }
healed() { [ -z "$(alarms e.db)" ]; }
whole=$(stamp e version)
mv e.keys e.away
until_true 20 alarmed || fail "no alarm without keys: $(cat e.log)"
add d --catalogue D14 --title 公告 --id d-2
until_true 20 [ "$(cache_sql e.db "SELECT count(*) FROM item WHERE id = 'd-2'")" = 1 ] || true
[ "$(stamp e version)" -ge "$whole" ] || fail "the publication fell back"
mv e.away e.keys
until_true 30 arrived d-2 || fail "d-2 did not arrive: $(cat e.log f.log)"
until_true 20 healed || fail "the alarm stays: $(alarms e.db) $(cat e.log)"
