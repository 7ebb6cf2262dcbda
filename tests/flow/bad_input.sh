#!/usr/bin/env bash
# Bad input gets a clear error and nothing is lost: a vendor's database with loose tables and every kind of mistake in it.
# After each: the good items stay, the generation does not move, the reason is named, the next good pull succeeds.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq perl

db=$work/vendor.db cache=$work/cache.db
now=2026-11-22T02:00:00Z
pull() { "$BIN/feeder" pull --source "sqlite:$db" --cache "$cache" --json; }
sql() { sqlite3 "$db" "$1"; }
fresh() { # two good items in loose tables: no types, no keys, no checks, optional columns left out
  rm -f "$db"* "$cache"*
  sql "CREATE TABLE project(id, name, updated_at);
       CREATE TABLE item(id, version, catalogue, project_id, kind, audience, published_at, display_from, display_until, comment_from, comment_until, updated_at);
       CREATE TABLE item_text(item_id, lang, title, body, format, updated_at);
       CREATE TABLE withdrawal(item_id, version, withdrawn_at, reason, updated_at);
       CREATE TABLE household(item_id, seq, owner, location, total, updated_at);
       INSERT INTO project VALUES('p1', '测试项目', '$now');
       INSERT INTO item(id, version, catalogue, project_id, published_at, updated_at) VALUES('good-1', 1, 'D14', 'p1', '$now', '$now'), ('good-2', 3, 'D01', NULL, '$now', '$now');
       INSERT INTO item_text VALUES('good-1', 'zh', '第一份公告', '正文一。', 'text', '$now'), ('good-2', 'zh', '第二份公告', '正文二。', 'text', '$now');"
  exits 0 pull
  equal "generation of the first pull" 1 "$(generation "$cache")"
}
# refused WHAT CODE SQL: after SQL the pull ends with 3 and names the code; what is held stays.
refused() {
  fresh
  sql "$3"
  exits 3 pull
  says "$2"
  equal "$1: items" 2 "$(cache_sql "$cache" "SELECT count(*) FROM item WHERE id LIKE 'good%'")"
  equal "$1: generation" 1 "$(generation "$cache")"
  equal "$1: alarms" item-refused "$(alarms "$cache")"
  note "$1: $2"
}
bad="INSERT INTO item(id, version, catalogue, project_id, published_at, updated_at) VALUES('bad', 1, 'D14', 'p1', '$now', '$now');"
text() { echo "$bad INSERT INTO item_text VALUES('bad', 'zh', '标题', $1, 'text', '$now');"; }

refused "an impossible date" bad-time "${bad/"'p1', '$now'"/"'p1', '2026-02-30T00:00:00Z'"} INSERT INTO item_text VALUES('bad','zh','题','文','text','$now');"
refused "a NULL where a value must be" null "INSERT INTO item(id, version, catalogue, published_at, updated_at) VALUES('bad', 1, 'D14', NULL, '$now'); INSERT INTO item_text VALUES('bad','zh','题','文','text','$now');"
refused "a word for a number" bad-number "INSERT INTO item(id, version, catalogue, published_at, updated_at) VALUES('bad', 'zwei', 'D14', '$now', '$now'); INSERT INTO item_text VALUES('bad','zh','题','文','text','$now');"
refused "an unknown catalogue item" "catalogue" "INSERT INTO item(id, version, catalogue, published_at, updated_at) VALUES('bad', 1, 'D36', '$now', '$now'); INSERT INTO item_text VALUES('bad','zh','题','文','text','$now');"
refused "an unknown kind" bad-code "INSERT INTO item(id, version, catalogue, kind, published_at, updated_at) VALUES('bad', 1, 'D14', 'poster', '$now', '$now'); INSERT INTO item_text VALUES('bad','zh','题','文','text','$now');"
refused "a duplicate id" duplicate-id "INSERT INTO item(id, version, catalogue, project_id, published_at, updated_at) VALUES('good-1', 2, 'D14', 'p1', '$now', '$now');"
refused "a version that falls" version-falls "UPDATE item SET version = 2, updated_at = '2026-11-22T03:00:00Z' WHERE id = 'good-2';"
refused "another text under the same version" same-version "UPDATE item_text SET body = '改过的正文。', updated_at = '2026-11-22T03:00:00Z' WHERE item_id = 'good-2';"
refused "no Chinese text" no-chinese "$bad"
refused "an id that is no id" bad-id "INSERT INTO item(id, version, catalogue, published_at, updated_at) VALUES('../../etc/passwd', 1, 'D14', '$now', '$now');"
refused "a file name as SQL" bad-id "INSERT INTO item(id, version, catalogue, published_at, updated_at) VALUES('x''); DROP TABLE item;--', 1, 'D14', '$now', '$now');"
refused "text that is not UTF-8" "bad-utf8|damaged-text" "$(text "CAST(X'E5BE81FFFE' AS TEXT)")"
refused "half a character" "bad-utf8|damaged-text" "$(text "CAST(X'E5BE81E694' AS TEXT)")"
refused "a control character" control "$(text "'正文' || char(7)")"
refused "an escape sequence" control "$(text "'正文' || char(27) || '[31m'")"
refused "a bidi override" bidi "$(text "'正文' || char(8238) || 'abc'")"
refused "a zero-width space" invisible "$(text "'正文' || char(8203) || '一'")"
refused "a private-use character" private-use "$(text "'正文' || char(57344)")"
refused "an identity number" identity-number "$(text "'证件号11010519491231002X。'")"
refused "an identity number in full-width digits" identity-number "$(text "'证件号１１０１０５１９４９１２３１００２Ｘ。'")"
refused "a mobile number spaced out" mobile-number "$(text "'电话 138 0013 8000。'")"
refused "a bank card" bank-card "$(text "'账号6222 0212 3456 7890 128。'" | sed 's/6222 0212 3456 7890 128/'"$(perl -e '$n="622202123456789012"; $s=0; @d=reverse split //,$n; for $i (0..$#d) { $v=$d[$i]; $v=$i%2==0?$v*2:$v; $v-=9 if $v>9; $s+=$v } print $n.((10-$s%10)%10)')"'/')"
refused "a body of 10 MB" too-long "$(text "CAST(replace(hex(zeroblob(1800000)), '00', '征') AS TEXT)")"
refused "a table of 10,001 rows" too-many-rows "INSERT INTO item(id, version, catalogue, kind, audience, project_id, published_at, updated_at) VALUES('bad', 1, 'D25', 'table', 'affected', 'p1', '$now', '$now'); INSERT INTO item_text VALUES('bad','zh','题',NULL,'text','$now'); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10001) INSERT INTO household SELECT 'bad', i, '张三丰', '1号楼', i, '$now' FROM n;"
refused "a draft plan with 10 days for comments" comment-period "INSERT INTO item(id, version, catalogue, kind, project_id, published_at, comment_from, comment_until, updated_at) VALUES('bad', 1, 'D09', 'plan', 'p1', '$now', '2026-11-22', '2026-12-02', '$now'); INSERT INTO item_text VALUES('bad','zh','题','文','text','$now');"
refused "household results for everyone" "household-public|audience-widened" "INSERT INTO item(id, version, catalogue, kind, audience, project_id, published_at, updated_at) VALUES('bad', 1, 'D25', 'table', 'public', 'p1', '$now', '$now'); INSERT INTO item_text VALUES('bad','zh','题','文','text','$now');"

fresh
sql "INSERT INTO item(id, version, catalogue, kind, audience, project_id, published_at, updated_at) VALUES('big', 1, 'D25', 'table', 'affected', 'p1', '$now', '$now'); INSERT INTO item_text VALUES('big','zh','题',NULL,'text','$now'); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) INSERT INTO household SELECT 'big', i, '张三丰', '1号楼', i, '$now' FROM n;"
exits 0 pull
equal "a table of 10,000 rows" 3 "$(items "$cache")"
note "a table of 10,000 rows: accepted"

# A good item beside a bad one is taken; a mended one appears by itself.
fresh
sql "$(text "'电话 138 0013 8000。'") INSERT INTO item(id, version, catalogue, published_at, updated_at) VALUES('good-3', 1, 'D02', '$now', '$now'); INSERT INTO item_text VALUES('good-3', 'zh', '第三份', '正文三。', 'text', '$now');"
exits 3 pull
equal "beside a bad one" 3 "$(items "$cache")"
sql "UPDATE item_text SET body = '电话 0000-5550107。', updated_at = '2026-11-22T04:00:00Z' WHERE item_id = 'bad';"
exits 0 pull
equal "after mending" "4 " "$(items "$cache") $(alarms "$cache")"

# Absence withdraws nothing.
fresh
sql "DELETE FROM item_text; DELETE FROM item;"
exits 0 pull
equal "an empty answer: items" 2 "$(items "$cache")"
equal "an empty answer: generation" 1 "$(generation "$cache")"
alarms "$cache" | grep -q source-empty || fail "an empty answer raises no alarm"
fresh
sql "DELETE FROM item WHERE id = 'good-1';"
exits 0 pull
equal "a shrunken answer: items" 2 "$(items "$cache")"
alarms "$cache" | grep -q missing-item || fail "a shrunken answer raises no alarm"
sql "INSERT INTO withdrawal VALUES('good-1', NULL, '$now', '测试撤下', '$now');"
exits 0 pull
equal "a withdrawal: items" "1 " "$(items "$cache") $(alarms "$cache")"
sql "INSERT INTO item(id, version, catalogue, project_id, published_at, updated_at) VALUES('good-1', 1, 'D14', 'p1', '$now', '$now');"
exits 0 pull
equal "a withdrawn version does not come back" 1 "$(items "$cache")"
sql "UPDATE item SET version = 2, updated_at = '2026-11-22T05:00:00Z' WHERE id = 'good-1'; UPDATE item_text SET body = '更正后的正文。' WHERE item_id = 'good-1';"
exits 0 pull
equal "a corrected version comes" 2 "$(items "$cache")"
exits 0 pull
equal "and stays, although the withdrawal's row is still there" 2 "$(items "$cache")"

# A view or a column that is missing.
for broken in "ALTER TABLE item_text RENAME TO elsewhere" "ALTER TABLE item DROP COLUMN version" "ALTER TABLE item DROP COLUMN updated_at"; do
  fresh
  sql "$broken;"
  exits 1 pull
  says 'item|version|updated_at'
  equal "$broken: items" 2 "$(items "$cache")"
  alarms "$cache" | grep -q source-unreachable || fail "$broken: no alarm"
done

# Things that are no database, and wrong use.
fresh
exits 1 "$BIN/feeder" pull --source "sqlite:$work/nowhere.db" --cache "$cache"
printf 'this is no database at all, only some text that goes on for a while' >"$work/text.db"
exits 1 "$BIN/feeder" pull --source "sqlite:$work/text.db" --cache "$cache"
equal "no database: items" 2 "$(items "$cache")"
exits 2 "$BIN/feeder" pull --source "ftp://example/" --cache "$work/x.db"
exits 2 "$BIN/feeder" pull --source "sqlite:$db"
exits 2 "$BIN/feeder" pull --sauce x
exits 2 "$BIN/feeder" fly
exits 2 "$BIN/feeder"
printf '[source]\nuri = sqlite:x\nintervall_seconds = 5\n[cache]\npath = y\n' >"$work/bad.ini"
exits 2 "$BIN/feeder" check-config "$work/bad.ini"
says 'bad.ini:3'
exits 2 "$BIN/kiosk" --config "$work/bad.ini"

# The cache itself: corrupt, of a newer schema, read-only, on a full disk.
fresh
head -c 3000 /dev/urandom | dd of="$cache" bs=1 seek=4096 conv=notrunc status=none
rm -f "$cache-wal" "$cache-shm"
exits 0 pull
equal "a corrupt cache is filled anew" 2 "$(items "$cache")"
[ -e "$cache.corrupt" ] || fail "the corrupt cache was not kept aside"
fresh
sqlite3 "$cache" "PRAGMA user_version = 0;"
exits 0 pull
equal "a cache of an older program is filled anew" 2 "$(items "$cache")"
fresh
sqlite3 "$cache" "PRAGMA user_version = 999;"
before=$(sha256sum "$cache")
exits 1 pull
says newer
equal "a newer cache is not touched" "$before" "$(sha256sum "$cache")"
if mkdir -p "$work/small" && mount -t tmpfs -o size=256k tmpfs "$work/small" 2>/dev/null; then
  cleanups+=("umount '$work/small'")
  fresh
  cp "$cache" "$work/small/cache.db"
  cp "$cache.status" "$work/small/cache.db.status" 2>/dev/null || true
  head -c 200k /dev/zero >"$work/small/ballast" || true
  sql "$(text "CAST(replace(hex(zeroblob(60000)), '00', '征') AS TEXT)")"
  exits 1 "$BIN/feeder" pull --source "sqlite:$db" --cache "$work/small/cache.db"
  says 'full|disk'
  rm -f "$work/small/ballast"
  equal "a full disk: what was held stays" 2 "$(items "$work/small/cache.db")"
  note "a full disk: nothing lost"
fi
