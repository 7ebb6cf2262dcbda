#!/usr/bin/env bash
# Attached files from the clerk's desk to the screen: from SQLite and from PostgreSQL, straight and through a signed publication, open and
# sealed. Hostile files are refused in words a clerk understands, the last good version stays, nothing else waits, and the feeder
# stays below 96 MiB throughout.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_postgres.sh"
need sqlite3 jq convert pdftocairo
cases=$SOURCE/tests/cases/attachment
cd "$work"

convert -size 600x400 xc:'rgb(20,160,60)' map.png
convert -size 600x400 -quality 92 xc:'rgb(40,60,200)' photo.jpg
convert -size 300x200 -seed 5 xc:'rgb(200,40,40)' -attenuate .2 +noise Gaussian secret.png
cp "$cases/two-pages.pdf" plan.pdf
echo 正文 >body.txt

add() { "$BIN/feeder" add --case case.db --catalogue D05 --title 征收范围 "$@"; }
pull() { "$BIN/feeder" pull --source sqlite:case.db --cache office.db; }
# shown CACHE ITEM [OPTION…]: the pages of an item as pictures, in order
shown() { local cache=$1 item=$2
  shift 2
  rm -rf pages
  exits 0 "$BIN/kiosk" --cache "$cache" --snapshot pages --item "$item" --size 960x540 "$@"
  ls pages/*.png; }
# colour PICTURE: of the middle of the page, as a word
colour() { convert "$1" -gravity center -crop 20x20+0+60 +repage -resize 1x1! -format '%[fx:round(255*r)] %[fx:round(255*g)] %[fx:round(255*b)]' info: |
  awk '{ if ($2 > $1 + 60 && $2 > $3 + 60) print "green"; else if ($1 > $2 + 60 && $1 > $3 + 60) print "red";
         else if ($3 > $1 + 60 && $3 > $2 + 60) print "blue"; else if ($1 + $2 + $3 < 90) print "black"; else print "other " $0 }'; }
colours() { local p; for p in "$@"; do colour "$p"; done | tr '\n' ' '; }

note "a map, a plan of two pages and a photo stand behind the text"
exits 0 add --id plan body.txt map.png plan.pdf photo.jpg
exits 0 pull
list=($(shown office.db plan))
equal "pages" 5 "${#list[@]}"
equal "in the clerk's order" "green red black blue " "$(colours "${list[@]:1}")"
jq -e '[.[].page] | length == 5' pages/index.json >/dev/null || fail "index.json: $(cat pages/index.json)"

note "published, and followed by a screen in the area and one outside; one of them is for the affected"
exits 0 "$BIN/feeder" keys new --to keys
exits 0 add --id ours --audience affected body.txt secret.png
exits 0 pull
exits 0 "$BIN/feeder" publish --cache office.db --to pub --keys keys
follow() { exits 0 "$BIN/feeder" pull --source "file://$work/pub/" --cache "$1.db" --trust keys/1.root.json; }
follow inside; follow outside
exits 0 "$BIN/feeder" screens add "$("$BIN/feeder" status --cache inside.db --json | jq -r .screen_key)" --keys keys --name 东门 --inside-area
exits 0 "$BIN/feeder" publish --cache office.db --to pub --keys keys
follow inside; follow outside
for site in inside outside; do
  list=($(shown $site.db plan --trust keys/1.root.json))
  equal "$site: verified, and in order" "green red black blue " "$(colours "${list[@]:1}")"
done
list=($(shown inside.db ours --trust keys/1.root.json --inside-area))
equal "sealed, and opened where it may be" "red " "$(colours "${list[@]:1}")"
exits 1 "$BIN/kiosk" --cache outside.db --trust keys/1.root.json --snapshot other --item ours --size 960x540
says no-item
picture=$(sqlite3 -readonly office.db "SELECT CAST(bytes AS TEXT) FROM content JOIN item ON item.content = content.n WHERE id = 'ours'" |
  grep -oE '"pages":\["[A-Za-z0-9+/]{300}' | tail -c 200)
[ ${#picture} -gt 150 ] || fail "no picture in the office's cache"
! grep -rqF "$picture" pub outside.db outside.db-wal || fail "a sealed picture lies open"

note "hostile files: refused at the desk, and refused from a database where nobody looked"
head -c $(($(stat -c %s secret.png) * 2 / 3)) secret.png >cut.png
echo "<svg onload=alert(1)>" >script.png
cp "$cases/huge.png" huge.png; cp "$cases/locked.pdf" locked.pdf; cp "$cases/many-pages.pdf" many.pdf; cp "$cases/circle.pdf" circle.pdf
cp photo.jpg heavy.jpg; truncate -s $((3 * 1048576 + 1)) heavy.jpg
for i in 1 2 3; do convert -size 1500x1400 -seed "$i" plasma: -attenuate .6 +noise Gaussian -quality 92 "noise$i.jpg"; done
[ "$(cat noise?.jpg | wc -c)" -gt 4718592 ] && [ "$(stat -c %s noise1.jpg)" -lt 3145728 ] || fail "the noise has $(stat -c %s noise?.jpg)"
# The daemon of one office sees them all, one after another: its own peak is the kernel's word.
printf '[source]\nuri = sqlite:%s/case.db\ninterval_seconds = 1\n[cache]\npath = %s/office.db\n' "$work" "$work" >office.ini
"$BIN/feeder" run --config office.ini 2>office.log & feeder=$!; children+=($feeder)
until_true 10 grep -q . office.log || fail "the daemon does not start"
status() { "$BIN/feeder" status --cache office.db --json; }
refused() { status | jq -e --arg c "$1" '[.account.refusals[]? | select(.id == "plan") | .code] | index($c) != null'; }
peak() { awk '/VmHWM/ { print $2 }' "/proc/$feeder/status"; }
# try CODE WORDS PULLED FILE…: at the desk in Chinese; then put in by hand as the next version, and refused with PULLED
version=1
try() { local code=$1 words=$2 pulled=$3 sql i=0 file
  shift 3
  exits 1 add --id plan body.txt "$@"
  says "$code"; says "$words"
  version=$((version + 1))
  sql="BEGIN; UPDATE item SET version = $version WHERE id = 'plan'; DELETE FROM attachment WHERE item_id = 'plan';"
  for file in "$@"; do i=$((i + 1)); sql+="INSERT INTO attachment(item_id, seq, name, content) VALUES ('plan', $i, '$file', readfile('$file'));"; done
  sqlite3 case.db ".timeout 5000" "$sql COMMIT;" >/dev/null
  until_true 30 refused "$pulled" || fail "$*: not refused: $(status | jq -c .account)"
  equal "$*: the last good version stays" 1 "$(sqlite3 -readonly office.db "SELECT version FROM item WHERE id = 'plan'")"
  [ "$(peak)" -le $((96 * 1024)) ] || fail "$*: the feeder takes $(peak) KiB"
}
try bad-attachment 附件不是完好的 bad-attachment script.png
try bad-attachment 附件不是完好的 bad-attachment cut.png
try image-too-large 图片的像素过大 image-too-large huge.png
try bad-attachment 附件不是完好的 bad-attachment locked.pdf
try bad-attachment 附件不是完好的 bad-attachment circle.pdf
try too-many-pages 页数过多 too-many-pages many.pdf
try attachments-too-large 附件过大 attachments-too-large noise1.jpg noise2.jpg noise3.jpg
try attachments-too-large 附件过大 attachments-too-large heavy.jpg
note "the feeder's peak: $(($(peak) / 1024)) MiB"

note "what is refused keeps nothing else waiting, and the next good version is taken"
exits 0 add --id other body.txt map.png
until_true 15 sh -c "sqlite3 -readonly office.db \"SELECT 1 FROM item WHERE id = 'other'\" | grep -q 1" || fail "another item waits: $(status | jq -c .account)"
exits 0 add --id plan body.txt photo.jpg
until_true 15 sh -c "sqlite3 -readonly office.db \"SELECT version FROM item WHERE id = 'plan'\" | grep -qv '^1\$'" || fail "the next good version is not taken"
list=($(shown office.db plan))
equal "shown" "blue " "$(colours "${list[@]:1}")"
kill "$feeder"; wait "$feeder" 2>/dev/null || true

if unshare -m true 2>/dev/null; then
  note "an office without poppler-utils: the item waits with its reason, the others go on"
  exits 0 add --id pdf body.txt plan.pdf
  exits 0 add --id text body.txt
  exits 3 unshare -m sh -c "mount --bind /dev/null /usr/bin/pdfinfo && exec '$BIN/feeder' pull --source sqlite:case.db --cache office.db"
  equal "reason" no-poppler "$(status | jq -r '[.account.refusals[] | select(.id == "pdf") | .code] | join(" ")')"
  equal "the other" 1 "$(sqlite3 -readonly office.db "SELECT count(*) FROM item WHERE id = 'text'")"
  exits 0 pull
  equal "taken as soon as it can be" 1 "$(sqlite3 -readonly office.db "SELECT count(*) FROM item WHERE id = 'pdf'")"
fi

note "from PostgreSQL, as bytea"
chmod 755 "$work" # for the server, which is not root
if pg_start "$work/pg"; then
  cleanups+=("pg_stop '$work/pg' immediate")
  pg_sql "$work/pg" -f "$SOURCE/assets/case/postgres.sql" >sql.log 2>&1 || fail "postgres.sql: $(cat sql.log)"
  hex() { od -An -v -tx1 "$1" | tr -d ' \n'; }
  pg_sql "$work/pg" >/dev/null <<E2
INSERT INTO disclosure_case.item(id, version, catalogue, kind, audience, published_at) VALUES ('pg', 1, 'D14', 'document', 'public', now() - interval '1 hour');
INSERT INTO disclosure_case.item_text(item_id, lang, title, body) VALUES ('pg', 'zh', '征收决定', '正文');
INSERT INTO disclosure_case.attachment(item_id, seq, name, content) VALUES ('pg', 1, '图.png', '\x$(hex map.png)'), ('pg', 2, '方案.pdf', '\x$(hex plan.pdf)');
E2
  exits 0 "$BIN/feeder" pull --source "$PG_URI" --cache pg.db
  list=($(shown pg.db pg))
  equal "shown" "green red black " "$(colours "${list[@]:1}")"
  pg_sql "$work/pg" >/dev/null <<<"UPDATE disclosure_case.item SET version = 2; UPDATE disclosure_case.attachment SET content = '\x$(hex cut.png)' WHERE seq = 1"
  exits 3 "$BIN/feeder" pull --source "$PG_URI" --cache pg.db
  equal "the last good version stays" 1 "$(sqlite3 -readonly pg.db "SELECT version FROM item")"
fi
