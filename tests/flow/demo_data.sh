#!/usr/bin/env bash
# The demo case database: made for days of every kind (a Monday, a Sunday over New Year, a leap day), it is complete,
# consistent and free of anything that looks like personal data. Then each kind of damage is done once, to see that the
# checks find it. The checks are queries; the feeder, where it is built, must accept every item as well.
set -u

command -v sqlite3 >/dev/null || { echo "sqlite3 is not installed"; exit 77; }
SOURCE=${SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
make=$SOURCE/assets/demo/make.sh
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0

# One line of output per problem; silence means that the database is right.
find_problems() {
    sqlite3 -batch -bail "$1" 2>&1 <<SQL
.read '$SOURCE/tests/flow/demo_data.sql'
SQL
}

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}

cd "$SOURCE" || exit 1 # demo_data.sql reads assets/catalogue.json
for day in 2026-11-23 2027-01-03 2028-02-29; do
    if ! "$make" "$work/$day.db" "$day"; then
        fail "$day: not made"
        continue
    fi
    problems=$(find_problems "$work/$day.db")
    [ -z "$problems" ] || fail "$day: $problems"
    # Where the feeder is built, it takes every item: exit code 3 would mean that its guard refused some.
    if [ -x "${BIN:-/nonexistent}/feeder" ]; then
        "$BIN/feeder" pull --source "sqlite:$work/$day.db" --cache "$work/$day.cache" >"$work/pull" 2>&1 || fail "$day: $(cat "$work/pull")"
    fi
done

# What make.sh must refuse.
before=$(cksum <"$work/2026-11-23.db")
"$make" "$work/2026-11-23.db" 2>/dev/null && fail "an existing file was overwritten"
[ "$before" = "$(cksum <"$work/2026-11-23.db")" ] || fail "an existing file was changed"
for day in 2026-02-30 2026-13-01 "2026-11-23'" today; do
    "$make" "$work/refused.db" "$day" 2>/dev/null && fail "made for the day $day"
    [ ! -e "$work/refused.db" ] || fail "a file was left behind for the day $day"
done

# Each check can fail: the damage, and a word of the problem it must raise.
damage() {
    cp "$work/2026-11-23.db" "$work/damaged.db"
    sqlite3 -batch -bail "$work/damaged.db" "$2" || fail "the damage itself failed: $1"
    case $(find_problems "$work/damaged.db") in
        *"$1"*) ;;
        *) fail "not found: $1" ;;
    esac
}
damage "catalogue items" "UPDATE item SET catalogue = 'D01' WHERE catalogue = 'D16'"
damage "kinds" "UPDATE item SET kind = 'document' WHERE kind = 'compare'"
damage "audience is wider" "UPDATE item SET audience = 'public' WHERE id = 'YS-D25'"
damage "urgent" "UPDATE item SET priority = 'normal' WHERE id = 'YS-D28'"
damage "scheduled" "UPDATE item SET display_from = published_at WHERE id = 'LQ-D34'"
damage "withdrawn" "DELETE FROM withdrawal"
damage "Chinese text" "DELETE FROM item_text WHERE item_id = 'YS-D14'"
damage "body is missing" "UPDATE item_text SET body = NULL WHERE item_id = 'YS-D20'"
damage "too short" "UPDATE item_text SET body = substr(body, 1, 3000) WHERE item_id = 'YS-D15'"
damage "details" "DELETE FROM reward_tier WHERE item_id = 'LQ-D09'"
damage "Korean" "DELETE FROM item_text WHERE item_id = 'HL-D30' AND lang = 'ko'"
damage "Korean column" "UPDATE ledger SET name_ko = NULL WHERE seq = 2"
damage "comment period" "UPDATE item SET comment_until = date(comment_from, '+28 days') WHERE id = 'LQ-D09'"
damage "households" "DELETE FROM household WHERE item_id = 'YS-D25' AND seq = 240"
damage "add up" "UPDATE household SET total = total + 1 WHERE item_id = 'YS-D25' AND seq = 100"
damage "the plan" "UPDATE household SET reward = reward + 1, total = total + 1 WHERE item_id = 'YS-D25' AND seq = 7"
damage "paid" "UPDATE household SET paid = paid - 1 WHERE item_id = 'YS-D25' AND seq = 7"
damage "in order" "UPDATE household SET moved_on = signed_on WHERE item_id = 'YS-D25' AND seq = 3"
damage "monotonic" "UPDATE progress SET done = 0 WHERE item_id = 'YS-D24' AND seq = 200"
damage "above due" "UPDATE progress SET done = due + 1 WHERE item_id = 'YS-D24' AND seq = 237"
damage "board and table" "DELETE FROM household WHERE item_id = 'YS-D25' AND seq = 12"
damage "groups" "UPDATE progress SET done = done - 1 WHERE group_name = '6号楼' AND item_id = 'YS-D24'"
damage "ledger" "UPDATE ledger SET overdue = 5 WHERE seq = 3"
damage "flats" "UPDATE housing SET remaining = remaining + 1 WHERE item_id = 'YS-D22' AND seq = 2"
damage "reason" "UPDATE task SET note = NULL WHERE state = 'late' AND item_id = 'YS-D32-2'"
damage "placeholder" "UPDATE item_text SET body = body || '{{D-3}}' WHERE item_id = 'YS-D14'"
damage "impossible date" "UPDATE item_text SET body = body || '2027年2月29日' WHERE item_id = 'YS-D14'"
damage "looks like" "UPDATE item_text SET body = body || '13912345678' WHERE item_id = 'YS-D14'"
damage "looks like" "UPDATE household SET owner = '220724190001011234' WHERE item_id = 'LQ-D07' AND seq = 1"
damage "Sunday" "UPDATE item SET issued_on = '2026-11-22' WHERE id = 'YS-D26'"
damage "is no PNG" "UPDATE attachment SET content = substr(content, 2) WHERE media = 'image/png'"
damage "is no PDF" "UPDATE attachment SET content = substr(content, 2) WHERE item_id = 'YS-D23'"
damage "of 2 files" "UPDATE attachment SET content = NULL WHERE item_id = 'YS-D23'"
damage "map that is not attached" "UPDATE attachment SET name = '图' WHERE item_id = 'YS-D14'"
damage "may exist" "UPDATE item SET url = 'https://www.gov.cn/' WHERE id = 'YS-D14'"
damage "foreign" "PRAGMA foreign_keys = 0; INSERT INTO faq(item_id, seq, question, answer) VALUES ('none', 1, '问', '答')"

[ "$failures" -eq 0 ] || { echo "$failures failures"; exit 1; }
