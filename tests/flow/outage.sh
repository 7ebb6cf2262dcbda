#!/usr/bin/env bash
# A real PostgreSQL, and everything that can happen to it: wrong password, missing view, dying in the middle, coming back; rows
# that commit out of order; a ring (NOTIFY) that brings a change at once; the whole text of a document through it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_postgres.sh"
need psql jq perl sqlite3
chmod 755 "$work"
pg_start "$work/pg" || { code=$?; [ $code = 77 ] && exit 77; fail "PostgreSQL does not start"; }
cleanups+=("pg_stop '$work/pg' immediate")
sql() { pg_sql "$work/pg" -c "$1" >/dev/null; }
pg_sql "$work/pg" -f "$SOURCE/assets/case/postgres.sql" >/dev/null 2>"$work/sql.log" || { cat "$work/sql.log" >&2; fail "postgres.sql"; }
pg_sql "$work/pg" -f "$SOURCE/assets/case/postgres.sql" >/dev/null 2>&1 || fail "postgres.sql cannot be run twice"
sql "ALTER ROLE disclosure_reader LOGIN PASSWORD 'right'"
# The reader must give a password; the owner comes in by trust.
{ echo "local all owner trust"; echo "local all all scram-sha-256"; } >"$work/hba"
cat "$work/hba" >"$work/pg/data/pg_hba.conf"
sql "SELECT pg_reload_conf()"

cache=$work/cache.db
uri="postgresql://disclosure_reader:right@/postgres?host=$PG_SOCKET"
pull() { "$BIN/feeder" pull --source "${1:-$uri}" --cache "$cache" --json; }
item() { # item ID VERSION TITLE BODY
  sql "INSERT INTO disclosure_case.item(id, version, catalogue, published_at) VALUES('$1', $2, 'D01', '2026-11-22T02:00:00Z') ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version;
       INSERT INTO disclosure_case.item_text(item_id, lang, title, body) VALUES('$1', 'zh', '$3', '$4') ON CONFLICT (item_id, lang) DO UPDATE SET title = EXCLUDED.title, body = EXCLUDED.body;"
}
for n in 1 2 3 4 5; do item "item-$n" 1 "第${n}份" "正文$n。"; done
exits 0 pull
equal "first pull" 5 "$(jq .accepted "$work/out")"
equal "generation" 1 "$(generation "$cache")"
exits 0 pull
equal "nothing new" "0 5 1" "$(jq -r '"\(.accepted) \(.unchanged) \(.generation_after)"' "$work/out")"

# The whole text of a document, through PostgreSQL.
for file in "$SOURCE/tests/cases/whole/notice.txt" "$SOURCE/../shared/real/jilin-2022-4.txt"; do
  [ -e "$file" ] || continue
  sql "INSERT INTO disclosure_case.item(id, version, catalogue, published_at) VALUES('whole', 1, 'D01', '2026-11-22T02:00:00Z') ON CONFLICT (id) DO UPDATE SET version = disclosure_case.item.version + 1"
  pg_sql "$work/pg" -v body="$(cat "$file")" >/dev/null <<<"INSERT INTO disclosure_case.item_text(item_id, lang, title, body) VALUES('whole', 'zh', '全文', :'body') ON CONFLICT (item_id, lang) DO UPDATE SET body = EXCLUDED.body;"
  exits 0 pull
  exits 0 "$BIN/kiosk" --cache "$cache" --snapshot "$work/pages" --item whole
  text_of "$work/pages" whole >"$work/got"
  without_space <"$file" >"$work/want"
  cmp "$work/want" "$work/got" || fail "$(basename "$file") is not whole"
  rm -rf "$work/pages"
done
sql "DELETE FROM disclosure_case.item_text WHERE item_id = 'whole'; DELETE FROM disclosure_case.item WHERE id = 'whole'; INSERT INTO disclosure_case.withdrawal(item_id, withdrawn_at, reason) VALUES('whole', now(), '测试结束')"
exits 0 pull
equal "items after the withdrawal" 5 "$(items "$cache")"

# A wrong password, a host that is not there: failed, nothing changed, an alarm; the password is nowhere to be read.
held=$(generation "$cache")
exits 1 pull "postgresql://disclosure_reader:wrong-secret@/postgres?host=$PG_SOCKET"
says 'password|authentication'
! grep -q wrong-secret "$work/err" "$work/out" "$cache.status" || fail "the password was told"
equal "wrong password: alarm" source-unreachable "$(alarms "$cache")"
exits 1 pull "postgresql://disclosure_reader:right@127.0.0.1:1/postgres"
equal "unreachable: items, generation" "5 $held" "$(items "$cache") $(generation "$cache")"
exits 0 pull
equal "the alarm goes with its cause" "" "$(alarms "$cache")"

# A view or a column that is missing.
sql "ALTER VIEW disclosure.item_text RENAME TO elsewhere"
exits 1 pull
says item_text
sql "ALTER VIEW disclosure.elsewhere RENAME TO item_text; ALTER VIEW disclosure.item RENAME COLUMN version TO edition"
exits 1 pull
says version
sql "ALTER VIEW disclosure.item RENAME COLUMN edition TO version"
equal "broken views: items, generation" "5 $held" "$(items "$cache") $(generation "$cache")"

# Rows that commit out of order: the older timestamp appears after a pull has seen the newer one.
mkfifo "$work/slow"
psql -X -q "postgresql://owner@/postgres?host=$PG_SOCKET" <"$work/slow" >"$work/slow.out" 2>&1 & slow=$!
children+=($slow)
exec 8>"$work/slow"
echo "BEGIN; UPDATE disclosure_case.item SET version = 2 WHERE id = 'item-1'; UPDATE disclosure_case.item_text SET body = '早开始、晚提交。' WHERE item_id = 'item-1'; SELECT 'open';" >&8
until_true 5 grep -q open "$work/slow.out" || fail "the slow transaction does not start"
item item-2 2 第2份 '晚开始、早提交。'
exits 0 pull
equal "the early commit" 1 "$(jq .accepted "$work/out")"
echo "COMMIT; SELECT 'closed';" >&8
until_true 5 grep -q closed "$work/slow.out"
exec 8>&-
exits 0 pull
equal "the late commit is not missed" "1 2" "$(jq -r .accepted "$work/out") $(cache_sql "$cache" "SELECT version FROM item WHERE id = 'item-1'")"

# The daemon: a ring brings a change at once; the server dies, the daemon waits; it comes back, the daemon goes on by itself.
printf '[source]\nuri = %s\ninterval_seconds = 3600\n[cache]\npath = %s\n[log]\nlevel = debug\n' "$uri" "$cache" >"$work/feeder.ini"
"$BIN/feeder" run --config "$work/feeder.ini" 2>"$work/feeder.log" & feeder=$!
children+=($feeder)
until_true 10 grep -q 'nothing new' "$work/feeder.log" || fail "the daemon does not pull"
version_of() { cache_sql "$cache" "SELECT version FROM item WHERE id = '$1'"; }
item item-3 2 第3份 通知到达。
until_true 3 sh -c "[ \"\$(sqlite3 -readonly '$cache' \"SELECT version FROM item WHERE id = 'item-3'\")\" = 2 ]" || fail "a ring does not bring the change"
pg_stop "$work/pg" immediate
until_true 10 grep -qE 'failed|next try' "$work/feeder.log" || fail "the daemon does not notice the crash"
equal "after the crash" 5 "$(items "$cache")"
pg_start "$work/pg" || fail "PostgreSQL does not start again"
item item-4 2 第4份 恢复之后。
until_true 30 sh -c "[ \"\$(sqlite3 -readonly '$cache' \"SELECT version FROM item WHERE id = 'item-4'\")\" = 2 ]" || fail "the daemon does not recover"
kill "$feeder"
wait "$feeder" || fail "the daemon does not end cleanly"
! grep -q right "$work/feeder.log" || fail "the password stands in the log"

# Dying in the middle of a pull: thirty crashes at different moments; each pull is whole or nothing.
for n in $(seq 1 30); do
  sql "UPDATE disclosure_case.item SET version = version + 1; UPDATE disclosure_case.item_text SET body = '第$n轮。' || repeat('征收', 20000)"
  before=$(cache_sql "$cache" "SELECT group_concat(id || version || sha256) FROM (SELECT * FROM item ORDER BY id)")
  code=0
  "$BIN/feeder" pull --source "$uri" --cache "$cache" --json >"$work/out" 2>"$work/err" & puller=$!
  perl -e "select undef, undef, undef, $n * 0.003"
  pg_stop "$work/pg" immediate || true
  wait $puller || code=$?
  after=$(cache_sql "$cache" "SELECT group_concat(id || version || sha256) FROM (SELECT * FROM item ORDER BY id)")
  case $code in
  0) [ "$before" != "$after" ] || fail "crash $n: told as done, yet nothing changed" ;;
  1) equal "crash $n: nothing changed" "$before" "$after" ;;
  *) fail "crash $n: exit $code" ;;
  esac
  pg_start "$work/pg"
  exits 0 pull
done
note "30 crashes in the middle of pulls: each whole or nothing"
