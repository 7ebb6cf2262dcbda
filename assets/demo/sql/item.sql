-- demo_item → item, item_text, withdrawal. Addresses lie in a domain that can never exist (RFC 2606).
INSERT INTO item(id, version, project_id, catalogue, kind, audience, issuer, doc_no, issued_on, published_at,
                 display_from, display_until, comment_from, comment_until, priority, as_of,
                 url, status, withdrawn_at, withdraw_reason)
SELECT id, version, project, catalogue, kind, audience, issuer, doc_no,
       date(monday, issued || ' days'),
       coalesce(date(monday, issued || ' days') || 'T01:00:00Z', stamp),
       date(monday, shown_from || ' days') || 'T01:00:00Z',
       date(monday, shown_until || ' days') || 'T16:00:00Z', -- midnight at the end of that day in China
       date(monday, comment_from || ' days'),
       date(monday, comment_until || ' days'),
       priority,
       CASE figures WHEN 1 THEN stamp END,
       'https://www.' || CASE project WHEN 'liuquan-zhanqian' THEN 'liuquan' WHEN 'yunshan-nandajie' THEN 'yunshan'
                             WHEN 'hualing-hedong' THEN 'hualing' END || '.example/gs/' || id, -- none without a project
       iif(withdrawn IS NULL, 'published', 'withdrawn'),
       date(monday, withdrawn || ' days') || 'T02:00:00Z',
       withdraw_reason
FROM demo_item, demo_clock
ORDER BY id;

INSERT INTO item_text(item_id, lang, title, body, format, issuer)
SELECT id, 'zh', title, CAST(readfile('text/' || body) AS TEXT), iif(body LIKE '%.md', 'markdown', 'text'), issuer
FROM demo_item;

INSERT INTO item_text(item_id, lang, title, body, format, issuer)
SELECT id, 'ko', title_ko, CAST(readfile('text/' || body_ko) AS TEXT), iif(body_ko LIKE '%.md', 'markdown', 'text'),
       issuer_ko
FROM demo_item
WHERE title_ko IS NOT NULL;

INSERT INTO withdrawal(item_id, version, withdrawn_at, reason)
SELECT id, version, date(monday, withdrawn || ' days') || 'T02:00:00Z', withdraw_reason
FROM demo_item, demo_clock
WHERE withdrawn IS NOT NULL;
