-- The demo's time. Documents are dated in days from the Monday of the demo's week, so that nothing is signed on a Sunday
-- whatever the day; figures run up to yesterday. Offsets that are multiples of 7 are Mondays.
CREATE TEMP TABLE demo_clock AS
SELECT today,
       date(today, '-6 days', 'weekday 1') AS monday,
       date(today, '-1 day') AS yesterday,
       date(today, '-1 day') || 'T09:30:00Z' AS stamp -- 17:30 in China: the close of yesterday's work
FROM demo_day;

-- Items are collected here with their days as offsets and become item, item_text and withdrawal in item.sql.
CREATE TEMP TABLE demo_item(
    id TEXT PRIMARY KEY,
    project TEXT,
    catalogue TEXT NOT NULL,
    kind TEXT NOT NULL,
    audience TEXT NOT NULL,
    priority TEXT NOT NULL DEFAULT 'normal',
    version INTEGER NOT NULL DEFAULT 1,
    issuer TEXT,
    doc_no TEXT,
    issued INTEGER,        -- days from Monday, as the four that follow; published on that day at 9:00
    shown_from INTEGER,
    shown_until INTEGER,
    comment_from INTEGER,
    comment_until INTEGER,
    figures INTEGER NOT NULL DEFAULT 0, -- 1: data as of yesterday's close
    withdrawn INTEGER,
    withdraw_reason TEXT,
    title TEXT NOT NULL,
    body TEXT,             -- file in text/: .md is Markdown, .txt plain text
    issuer_ko TEXT,
    title_ko TEXT,
    body_ko TEXT);
