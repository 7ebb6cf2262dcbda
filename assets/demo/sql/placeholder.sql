-- Days in texts: {{D-30}} is thirty days before the demo's Monday, {{T-1}} yesterday.
--   D, T  2026年10月23日     M, t  10月23日     Y  2026     W  星期五
--   DK, TK  2026년 10월 23일     MK, tK  10월 23일
CREATE TEMP TABLE demo_token(token TEXT PRIMARY KEY, value TEXT NOT NULL);
WITH RECURSIVE
    offset(n) AS (SELECT -2000 UNION ALL SELECT n + 1 FROM offset WHERE n < 1000),
    base(mark, long, short) AS (VALUES ('D', 'D', 'M'), ('T', 'T', 't')),
    day(mark, long, short, n, on_day) AS (
        SELECT mark, long, short, n, date(iif(mark = 'D', monday, today), n || ' days') FROM offset, base, demo_clock),
    part(long, short, mark, sign, y, m, d, w) AS (
        SELECT long, short, mark, printf('%+d', n), CAST(strftime('%Y', on_day) AS INTEGER),
               CAST(strftime('%m', on_day) AS INTEGER), CAST(strftime('%d', on_day) AS INTEGER),
               substr('日一二三四五六', strftime('%w', on_day) + 1, 1)
        FROM day)
INSERT INTO demo_token
SELECT '{{' || long || sign || '}}', y || '年' || m || '月' || d || '日' FROM part
UNION ALL SELECT '{{' || short || sign || '}}', m || '月' || d || '日' FROM part
UNION ALL SELECT '{{' || long || 'K' || sign || '}}', y || '년 ' || m || '월 ' || d || '일' FROM part
UNION ALL SELECT '{{' || short || 'K' || sign || '}}', m || '월 ' || d || '일' FROM part
UNION ALL SELECT '{{Y' || sign || '}}', y FROM part WHERE mark = 'D'
UNION ALL SELECT '{{W' || sign || '}}', '星期' || w FROM part WHERE mark = 'D';

CREATE TEMP TABLE demo_template(source TEXT PRIMARY KEY);
INSERT OR IGNORE INTO demo_template
SELECT cell FROM (
    SELECT doc_no AS cell FROM item
    UNION ALL SELECT title FROM item_text
    UNION ALL SELECT body FROM item_text
    UNION ALL SELECT note FROM step
    UNION ALL SELECT note FROM task
    UNION ALL SELECT note FROM reward_tier
    UNION ALL SELECT note FROM housing
    UNION ALL SELECT note FROM firm
    UNION ALL SELECT note FROM person
    UNION ALL SELECT answer FROM faq
    UNION ALL SELECT answer_ko FROM faq
    UNION ALL SELECT reason FROM ledger
    UNION ALL SELECT measure FROM ledger
    UNION ALL SELECT allowance FROM ledger)
WHERE instr(cell, '{{') > 0;

-- Each round replaces the first placeholder left, wherever it stands in the text.
CREATE TEMP TABLE demo_filled(source TEXT PRIMARY KEY, value TEXT NOT NULL);
WITH RECURSIVE round(source, value) AS (
    SELECT source, source FROM demo_template
    UNION ALL
    SELECT round.source, replace(round.value, token, demo_token.value)
    FROM round
    JOIN demo_token ON token = substr(round.value, instr(round.value, '{{'),
                                      instr(round.value, '}}') - instr(round.value, '{{') + 2)
    WHERE instr(round.value, '{{') > 0)
INSERT INTO demo_filled SELECT source, value FROM round WHERE instr(value, '{{') = 0;

-- A placeholder nobody knows stops everything.
CREATE TEMP TABLE demo_unknown_placeholder(source TEXT CHECK (source IS NULL));
INSERT INTO demo_unknown_placeholder
SELECT source FROM demo_template WHERE source NOT IN (SELECT source FROM demo_filled);

UPDATE item SET doc_no = (SELECT value FROM demo_filled WHERE source = doc_no) WHERE instr(doc_no, '{{') > 0;
UPDATE item_text SET title = (SELECT value FROM demo_filled WHERE source = title) WHERE instr(title, '{{') > 0;
UPDATE item_text SET body = (SELECT value FROM demo_filled WHERE source = body) WHERE instr(body, '{{') > 0;
UPDATE step SET note = (SELECT value FROM demo_filled WHERE source = note) WHERE instr(note, '{{') > 0;
UPDATE task SET note = (SELECT value FROM demo_filled WHERE source = note) WHERE instr(note, '{{') > 0;
UPDATE reward_tier SET note = (SELECT value FROM demo_filled WHERE source = note) WHERE instr(note, '{{') > 0;
UPDATE housing SET note = (SELECT value FROM demo_filled WHERE source = note) WHERE instr(note, '{{') > 0;
UPDATE firm SET note = (SELECT value FROM demo_filled WHERE source = note) WHERE instr(note, '{{') > 0;
UPDATE person SET note = (SELECT value FROM demo_filled WHERE source = note) WHERE instr(note, '{{') > 0;
UPDATE faq SET answer = (SELECT value FROM demo_filled WHERE source = answer) WHERE instr(answer, '{{') > 0;
UPDATE faq SET answer_ko = (SELECT value FROM demo_filled WHERE source = answer_ko) WHERE instr(answer_ko, '{{') > 0;
UPDATE ledger SET reason = (SELECT value FROM demo_filled WHERE source = reason) WHERE instr(reason, '{{') > 0;
UPDATE ledger SET measure = (SELECT value FROM demo_filled WHERE source = measure) WHERE instr(measure, '{{') > 0;
UPDATE ledger SET allowance = (SELECT value FROM demo_filled WHERE source = allowance) WHERE instr(allowance, '{{') > 0;
