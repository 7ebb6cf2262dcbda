-- Problems of a demo case database, one a line; nothing if it is right. Run in the source folder by demo_data.sh.
.headers off

CREATE TEMP TABLE due_item AS
SELECT value ->> 'id' AS id, value ->> 'audience' AS audience FROM json_each(CAST(readfile('assets/catalogue.json') AS TEXT));
CREATE TEMP TABLE width(audience, n);
INSERT INTO width VALUES ('public', 3), ('area', 2), ('affected', 1);

-- Every text a reader may see.
CREATE TEMP TABLE prose AS
SELECT item_id || ' ' || lang AS place, title || char(10) || coalesce(body, '') AS text FROM item_text
UNION ALL SELECT id, doc_no FROM item WHERE doc_no IS NOT NULL
UNION ALL SELECT 'step ' || item_id, concat FROM (SELECT item_id, name || coalesce(note, '') AS concat FROM step)
UNION ALL SELECT 'task ' || item_id, name || coalesce(note, '') FROM task
UNION ALL SELECT 'household ' || item_id || ' ' || seq, owner || ' ' || location || ' ' || coalesce(finding, '') FROM household
UNION ALL SELECT 'tier ' || item_id, coalesce(note, '') FROM reward_tier
UNION ALL SELECT 'housing ' || item_id, coalesce(note, '') FROM housing
UNION ALL SELECT 'firm ' || item_id, name || ' ' || certificate_no || ' ' || phone || ' ' || coalesce(note, '') FROM firm
UNION ALL SELECT 'person ' || item_id, name || ' ' || certificate_no || ' ' || phone || ' ' || coalesce(note, '') FROM person
UNION ALL SELECT 'contact ' || item_id, value || ' ' || coalesce(note, '') || coalesce(note_ko, '') FROM contact
UNION ALL SELECT 'faq ' || item_id, question || answer || coalesce(answer_ko, '') FROM faq
UNION ALL SELECT 'ledger ' || item_id, name || coalesce(reason, '') || coalesce(measure, '') || coalesce(allowance, '') FROM ledger;

CREATE TEMP TABLE board AS SELECT * FROM progress WHERE item_id = 'YS-D24' AND group_name IS NULL;
CREATE TEMP TABLE money AS -- as numbers
SELECT seq, method, use, CAST(recognised_area * 100 + 0.5 AS INTEGER) AS area, CAST(unit_price AS INTEGER) AS unit_price,
       CAST(house_value AS INTEGER) AS house_value, CAST(relocation AS INTEGER) AS relocation,
       CAST(temporary AS INTEGER) AS temporary, CAST(business_loss AS INTEGER) AS business_loss,
       CAST(reward AS INTEGER) AS reward, CAST(subsidy AS INTEGER) AS subsidy, CAST(total AS INTEGER) AS total,
       CAST(paid AS INTEGER) AS paid, resettlement, CAST(difference AS INTEGER) AS difference, signed_on, moved_on
FROM household WHERE item_id = 'YS-D25';

-- Whole
SELECT 'catalogue items missing: ' || group_concat(id) FROM due_item WHERE id NOT IN (SELECT catalogue FROM item) HAVING count(*) > 0;
SELECT 'there are ' || count(*) || ' catalogue items' FROM due_item HAVING count(*) <> 35;
SELECT 'there are ' || count(DISTINCT kind) || ' kinds' FROM item HAVING count(DISTINCT kind) <> 14;
SELECT 'audiences: ' || count(DISTINCT audience) FROM item HAVING count(DISTINCT audience) <> 3;
SELECT item.id || ': the audience is wider than the catalogue''s'
FROM item JOIN due_item ON due_item.id = catalogue JOIN width AS given ON given.audience = item.audience
JOIN width AS most ON most.audience = due_item.audience WHERE given.n > most.n;
SELECT 'projects: ' || count(*) FROM project HAVING count(*) <> 3;
SELECT 'urgent warnings: ' || count(*) FROM item WHERE priority = 'urgent' AND kind = 'warning' AND status = 'published' HAVING count(*) <> 1;
SELECT 'pinned items: ' || count(*) FROM item WHERE priority = 'pinned' HAVING count(*) = 0;
SELECT 'scheduled items: ' || count(*) FROM item WHERE display_from > (SELECT max(as_of) FROM item) HAVING count(*) <> 1;
SELECT 'withdrawn items with their withdrawal: ' || count(*) FROM item JOIN withdrawal ON item_id = id
WHERE status = 'withdrawn' AND reason = withdraw_reason AND withdrawal.version = item.version HAVING count(*) <> 1;
SELECT id || ': no Chinese text' FROM item WHERE id NOT IN (SELECT item_id FROM item_text WHERE lang = 'zh');
SELECT 'rows without their item (foreign key): ' || "table" FROM pragma_foreign_key_check;
SELECT id || ': its project is missing' FROM item WHERE project_id NOT IN (SELECT id FROM project);

-- Long enough: bodies are counted in characters
SELECT id || ': the body is missing' FROM item JOIN item_text ON item_id = id AND lang = 'zh'
WHERE coalesce(length(body), 0) < 40 AND kind IN ('document', 'plan', 'compare', 'message', 'warning', 'progress', 'ledger');
SELECT item_id || ': too short, ' || length(body) FROM item_text WHERE lang = 'zh'
    AND length(body) < CASE item_id WHEN 'YS-D15' THEN 8000 WHEN 'LQ-D09' THEN 4000 WHEN 'LQ-D10' THEN 900 ELSE 0 END;
SELECT 'tables in the plan' FROM item_text WHERE item_id = 'YS-D15' AND body NOT LIKE '%|---|%|---|%|---|%|---|%|---|%';
SELECT 'LQ-D10 is not a table of comparison' FROM item_text
WHERE item_id = 'LQ-D10' AND instr(body, '| 条款 | 征求意见稿 | 修改后 | 采纳情况和理由 |') = 0;
SELECT 'a line of the warning is missing' FROM item_text WHERE item_id = 'YS-D28'
    AND body NOT LIKE '请勿进入%' || char(10) || '时间：%' || char(10) || '范围：%' || char(10) || '绕行：%' || char(10) || '报险：%';

-- Details of each kind: at least so many rows
CREATE TEMP TABLE rows_due(item, detail, least);
INSERT INTO rows_due VALUES
    ('YS-D03', 'person', 6), ('LQ-D07', 'household', 60), ('LQ-D08', 'household', 15), ('LQ-D09', 'reward_tier', 3),
    ('LQ-D13', 'progress', 5), ('YS-D15', 'reward_tier', 3), ('YS-D17', 'firm', 3), ('YS-D18', 'firm', 3),
    ('YS-D19', 'household', 60), ('YS-D22', 'housing', 5), ('YS-D32-1', 'step', 9), ('YS-D32-2', 'task', 30),
    ('YS-D32-3', 'task', 12), ('YS-D33', 'contact', 6), ('YS-D34', 'faq', 12), ('HL-D30', 'ledger', 6), ('HL-D22', 'housing', 5),
    ('HL-D28', 'firm', 2), ('HL-D32', 'step', 9), ('HL-D33', 'contact', 6), ('HL-D34', 'faq', 5), ('HL-D24', 'progress', 180);
CREATE TEMP TABLE rows_there AS
SELECT 'person' AS detail, item_id AS item FROM person UNION ALL SELECT 'household', item_id FROM household
UNION ALL SELECT 'reward_tier', item_id FROM reward_tier UNION ALL SELECT 'progress', item_id FROM progress
UNION ALL SELECT 'firm', item_id FROM firm UNION ALL SELECT 'housing', item_id FROM housing
UNION ALL SELECT 'step', item_id FROM step UNION ALL SELECT 'task', item_id FROM task
UNION ALL SELECT 'contact', item_id FROM contact UNION ALL SELECT 'faq', item_id FROM faq
UNION ALL SELECT 'ledger', item_id FROM ledger;
SELECT item || ': too few details (' || detail || ')' FROM rows_due
WHERE (SELECT count(*) FROM rows_there WHERE rows_there.item = rows_due.item AND rows_there.detail = rows_due.detail) < least;
SELECT 'evaluators chosen, with most votes: ' || count(*) FROM firm WHERE item_id = 'YS-D18' AND chosen = 1
    AND votes = (SELECT max(votes) FROM firm WHERE item_id = 'YS-D18') HAVING count(*) <> 1;

-- Korean beside Chinese in Hualing
SELECT 'Korean text missing: ' || id FROM item
WHERE project_id = 'hualing-hedong' AND id NOT IN (SELECT item_id FROM item_text WHERE lang = 'ko');
SELECT 'Korean bodies: ' || count(*) FROM item_text WHERE lang = 'ko' AND length(body) > 60 HAVING count(*) < 8;
SELECT 'Korean column empty: ' || place FROM (
    SELECT 'step' AS place, name_ko AS ko FROM step WHERE item_id LIKE 'HL-%' UNION ALL SELECT 'ledger', name_ko FROM ledger
    UNION ALL SELECT 'contact', name_ko FROM contact WHERE item_id LIKE 'HL-%'
    UNION ALL SELECT 'faq', answer_ko FROM faq WHERE item_id LIKE 'HL-%'
    UNION ALL SELECT 'person', name_ko FROM person WHERE item_id LIKE 'HL-%'
    UNION ALL SELECT 'progress', group_name_ko FROM progress WHERE item_id LIKE 'HL-%' AND group_name IS NOT NULL)
WHERE coalesce(ko, '') = '';

-- Periods (Regulation articles 10 and 16)
SELECT id || ': comment period under 30 days' FROM item
WHERE catalogue = 'D09' AND coalesce(julianday(comment_until) - julianday(comment_from) + 1, 0) < 30;
SELECT id || ': leaves the screen before its comment period ends' FROM item WHERE date(display_until) < comment_until;
SELECT id || ': shown for more than the year of the freeze' FROM item
WHERE catalogue = 'D05' AND julianday(display_until) - julianday(issued_on) > 366;
SELECT id || ': signed on a Sunday' FROM item WHERE strftime('%w', issued_on) = '0';
SELECT id || ': published after the figures' FROM item WHERE published_at > (SELECT max(as_of) FROM item);
SELECT item_id || ': tiers do not follow one another' FROM (
    SELECT item_id, valid_from, lag(valid_until) OVER (PARTITION BY item_id ORDER BY seq) AS before FROM reward_tier)
WHERE valid_from <> date(before, '+1 day');
SELECT 'tiers and signing period differ' FROM project
WHERE id = 'yunshan-nandajie' AND (sign_from <> (SELECT min(valid_from) FROM reward_tier WHERE item_id = 'YS-D15')
    OR sign_until <> (SELECT max(valid_until) FROM reward_tier WHERE item_id = 'YS-D15'));

-- Households: the sums, recomputed from the plan's standards (YS-D15, articles 13 to 19)
SELECT 'households in YS-D25: ' || count(*) FROM money HAVING count(*) <> 240;
SELECT 'household ' || seq || ': the columns do not add up' FROM money
WHERE total IS NOT house_value + relocation + temporary + business_loss + reward + subsidy;
SELECT 'household ' || money.seq || ': not as the plan says' FROM money
JOIN reward_tier ON item_id = 'YS-D15' AND signed_on BETWEEN valid_from AND valid_until
WHERE house_value <> round(area * unit_price / 100.0)
   OR reward <> round(area * amount / 100.0)
   OR relocation <> iif(use = '商业', max(round(area * 0.38), 2000), max(round(area * 0.22), 1100) * iif(method = '产权调换', 2, 1))
   OR temporary <> iif(use = '商业', 0, max(round(area * 0.14), 700) * iif(method = '产权调换', 24, 6))
   OR business_loss <> iif(use = '商业', round(area * 0.55) * 6, 0)
   OR (use = '住宅' AND area < 4500 AND subsidy <> round((4500 - area) * unit_price / 100.0))
   OR (use = '住宅' AND area >= 4500 AND subsidy NOT IN (0, 5000))
   OR difference <> CAST(substr(resettlement, instr(resettlement, '，') + 1, 2) AS INTEGER) * 4980 - house_value;
SELECT 'household ' || seq || ': signed in no tier' FROM money
WHERE NOT EXISTS (SELECT 1 FROM reward_tier WHERE item_id = 'YS-D15' AND signed_on BETWEEN valid_from AND valid_until);
SELECT 'household ' || seq || ': paid is not what is due' FROM money
WHERE paid NOT IN (0, total - iif(method = '产权调换', house_value, 0));
SELECT 'household ' || seq || ': not in order: signed, paid, moved' FROM money
WHERE moved_on <= date(signed_on, '+7 days') OR moved_on > date(signed_on, '+30 days') OR (moved_on IS NOT NULL AND paid = 0);
SELECT 'agreement numbers: ' || count(DISTINCT agreement_no) FROM household WHERE item_id = 'YS-D25' HAVING count(DISTINCT agreement_no) <> count(*);
SELECT 'house ' || location || ' stands twice in ' || item_id FROM household GROUP BY item_id, location HAVING count(*) > 1;
SELECT 'flats left of ' || building || ' do not follow from the agreements' FROM housing
WHERE item_id = 'YS-D22' AND seq <= 4
  AND flats - remaining <> (SELECT count(*) FROM money
                            WHERE resettlement = estate || building || '，' || CAST(housing.area AS INTEGER) || '平方米')
  OR remaining < 0 OR remaining > flats;
SELECT 'D08 has ' || count(*) || ' findings' FROM household WHERE item_id = 'LQ-D08' AND finding IS NOT NULL HAVING count(*) < 15;
SELECT 'D07 and the project disagree' FROM project WHERE id = 'liuquan-zhanqian'
    AND households <> (SELECT count(*) FROM household WHERE item_id = 'LQ-D07');

-- Boards
SELECT 'the board has ' || count(DISTINCT as_of) || ' days, ' || count(DISTINCT metric) || ' metrics' FROM board
HAVING count(DISTINCT as_of) <> 60 OR count(DISTINCT metric) <> 4 OR count(*) <> 240
    OR julianday(max(as_of)) - julianday(min(as_of)) <> 59;
SELECT item_id || ' ' || metric || ' is not monotonic on ' || as_of FROM (
    SELECT *, lag(CAST(done AS REAL)) OVER (PARTITION BY item_id, metric ORDER BY as_of, seq) AS before
    FROM progress WHERE group_name IS NULL)
WHERE CAST(done AS REAL) < before;
SELECT item_id || ' ' || metric || ' is above due on ' || as_of FROM progress
WHERE CAST(done AS REAL) > CAST(due AS REAL) OR CAST(done AS REAL) < 0 OR CAST(due AS REAL) <= 0;
SELECT 'board and table disagree on ' || as_of || ': ' || metric FROM board
WHERE (metric = 'signed' AND CAST(done AS INTEGER) <> (SELECT count(*) FROM money WHERE signed_on <= as_of))
   OR (metric = 'moved' AND CAST(done AS INTEGER) <> (SELECT count(*) FROM money WHERE moved_on <= as_of));
SELECT 'board and table disagree on what is paid' FROM board
WHERE metric = 'paid' AND as_of = (SELECT max(as_of) FROM board)
  AND done <> (SELECT printf('%.2f', sum(paid) / 10000.0) FROM money);
SELECT 'groups of ' || item_id || ' ' || metric || ' do not add up' FROM progress AS part WHERE group_name IS NOT NULL
GROUP BY item_id, metric, as_of
HAVING sum(done) <> (SELECT CAST(done AS INTEGER) FROM progress AS whole WHERE whole.item_id = part.item_id
                     AND whole.metric = part.metric AND whole.as_of = part.as_of AND group_name IS NULL)
    OR sum(due) <> (SELECT CAST(due AS INTEGER) FROM progress AS whole WHERE whole.item_id = part.item_id
                    AND whole.metric = part.metric AND whole.as_of = part.as_of AND group_name IS NULL);
SELECT 'ledger: ' || name FROM ledger WHERE due_households <> resettled + overdue OR (state = 'done') <> (overdue = 0);
SELECT 'ledger and board disagree: ' || sum(resettled) FROM ledger
HAVING sum(resettled) <> (SELECT CAST(done AS INTEGER) FROM progress WHERE item_id = 'HL-D24' AND metric = 'resettled'
                          AND group_name IS NULL ORDER BY as_of DESC LIMIT 1);
SELECT 'late tasks: ' || count(*) FROM task WHERE state = 'late' HAVING count(*) = 0;
SELECT item_id || ' task ' || seq || ': late without a reason' FROM task WHERE state = 'late' AND coalesce(note, '') = '';
SELECT item_id || ' task ' || seq || ': state and dates disagree' FROM task
WHERE (state = 'done') <> (actual_until IS NOT NULL) OR (state = 'todo') <> (actual_from IS NULL)
   OR planned_from > planned_until OR actual_from > actual_until
   OR coalesce(actual_until, actual_from) >= (SELECT max(date(as_of, '+1 day')) FROM item)
   OR (state = 'done') <> (percent = 100);
SELECT item_id || ' step ' || seq || ': state and dates disagree' FROM step
WHERE (state = 'done') <> (actual_until IS NOT NULL) OR (state = 'todo') <> (actual_from IS NULL)
   OR planned_from > planned_until OR actual_from > actual_until;
SELECT item_id || ': not one present step' FROM step WHERE state IN ('now', 'late') GROUP BY item_id HAVING count(*) <> 1;

-- Texts
SELECT place || ': a placeholder is left' FROM prose WHERE instr(text, '{{') > 0 OR instr(text, '}}') > 0;
WITH RECURSIVE cut(place, rest) AS ( -- at each 年, look back for the year and ahead for the day
    SELECT place, text FROM prose WHERE text GLOB '*[0-9]年*月*日*'
    UNION ALL SELECT place, substr(rest, instr(rest, '年') + 1) FROM cut WHERE instr(rest, '年') > 0),
dated(place, year, after) AS (
    SELECT place, substr(rest, instr(rest, '年') - 4, 4), substr(rest, instr(rest, '年') + 1, 6) FROM cut
    WHERE instr(rest, '年') > 4),
found(place, y, m, d) AS (
    SELECT place, CAST(year AS INTEGER), CAST(after AS INTEGER), CAST(substr(after, instr(after, '月') + 1) AS INTEGER)
    FROM dated WHERE year GLOB '[12][0-9][0-9][0-9]' AND (after GLOB '[0-9]月[0-9]*日*' OR after GLOB '[0-9][0-9]月[0-9]*日*'))
SELECT place || ': an impossible date, ' || y || '-' || m || '-' || d FROM found
WHERE date(printf('%04d-%02d-%02d', y, m, d), '+0 days') IS NOT printf('%04d-%02d-%02d', y, m, d);
SELECT place || ': looks like a mobile, identity or card number' FROM prose
WHERE text GLOB '*1[3-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]*'
   OR text GLOB '*[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]*';
SELECT place || ': a telephone outside the invented area: ' || text FROM prose
WHERE place GLOB 'contact *' AND text GLOB '0[0-9][0-9][0-9]-*' AND text NOT GLOB '0000-555 01[0-9][0-9]*';

-- What is attached: a map and a form, as their first bytes say, of a size that a demo may have; addresses that lead nowhere.
SELECT 'attached: ' || n || ' of 2 files' FROM (SELECT count(content) AS n FROM attachment) WHERE n <> 2;
SELECT item_id || ': the attached file is no PNG' FROM attachment
WHERE media = 'image/png' AND (content IS NULL OR hex(substr(content, 1, 8)) <> '89504E470D0A1A0A' OR length(content) > 61440);
SELECT item_id || ': the attached file is no PDF' FROM attachment
WHERE media = 'application/pdf' AND content IS NOT NULL AND (hex(substr(content, 1, 5)) <> '255044462D' OR length(content) > 122880);
SELECT 'YS-D14: its text names a map that is not attached' WHERE NOT EXISTS
    (SELECT 1 FROM attachment WHERE item_id = 'YS-D14' AND name LIKE '%范围图%' AND content IS NOT NULL);
SELECT id || ': an address that may exist, or none: ' || coalesce(url, '') FROM item WHERE project_id IS NOT NULL AND coalesce(url, '') NOT GLOB 'https://www.*.example/gs/' || id;
