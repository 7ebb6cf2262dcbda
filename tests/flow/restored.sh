#!/usr/bin/env bash
# A site's disk is put back from an old copy, as a whole or in part, with the present publication before it or with the old one: a
# withdrawn item does not return and a version does not fall where either the cache or its floor still knows better, and with the
# present publication everything is as it should be after one pull. What an old disk as a whole shows is never FRESH: clock_trust.sh.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq

office() { exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/office.db"
  exits 0 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$work/keys"; }
follow() { "$BIN/feeder" pull --source "file://$work/pub/" --cache "$work/site.db" --trust "$work/root.json"; }
add() { exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title "$1" --id "$1" "$work/body.txt"; }
keep() { mkdir "$work/$1"; cp -r "$work"/site.db* "$work/pub" "$work/$1/"; }
put_back() { # put_back CACHE FLOOR PUBLICATION
  rm -rf "$work"/site.db* "$work/pub"
  cp "$work/$1"/site.db "$work/$1"/site.db-wal "$work/$1"/site.db.status "$work/"
  [ "$2" = none ] || cp -r "$work/$2/site.db.trust" "$work/"
  cp -r "$work/$3/pub" "$work/"
}
shown() {
  rm -rf "$work/pages"
  "$BIN/kiosk" --cache "$work/site.db" --trust "$work/root.json" --snapshot "$work/pages" --size 1280x720 2>"$work/kiosk.err" || fail "the screen"
  jq -r '[.[] | .item + ":" + (.version | tostring)] | unique | join(" ")' "$work/pages/index.json"
}

exits 0 "$BIN/feeder" keys new --to "$work/keys"
cp "$work/keys/1.root.json" "$work/root.json"
echo "一段正文。" >"$work/body.txt"
for id in corrected withdrawn stays; do add $id; done
office
exits 0 follow
keep old
echo "改正后的正文。" >"$work/body.txt"
add corrected
exits 0 "$BIN/feeder" withdraw --case "$work/case.db" --id withdrawn --reason 有误
office
exits 0 follow
keep new
now="corrected:2 stays:1"
equal "shown" "$now" "$(shown)"

# cache, floor, publication · exit of the pull · what is shown after it
while read -r cache floor publication code want; do
  what="cache $cache, floor $floor, publication $publication"
  put_back "$cache" "$floor" "$publication"
  exits "$code" follow
  [ "$code" = 0 ] || says rollback
  equal "$what" "$want" "$(shown)"
  note "$what: $want"
done <<EOF
old old new 0 $now
old new new 0 $now
new old new 0 $now
new none new 0 $now
new old old 1 $now
old new old 1 corrected:1 stays:1 withdrawn:1
EOF

note "the same under a second root, which the old publication does not have"
put_back new new new
exits 0 "$BIN/feeder" keys renew --keys "$work/keys"
office
exits 0 follow
rm -rf "$work/new" && keep new
put_back new old old
exits 1 follow
says rollback
equal "shown" "$now" "$(shown)"
put_back new old new
exits 0 follow
equal "shown" "$now" "$(shown)"
