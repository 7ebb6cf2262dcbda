-- The 312 households of South Street: six buildings of 42, 36 cottages, 24 shops. 240 have signed; every sum of money
-- follows the plan YS-D15 (articles named below), in whole yuan, and the progress board counts these same rows.
CREATE TEMP TABLE ys_house AS
WITH RECURSIVE
    number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 311),
    placed(n, block, k) AS ( -- block 1 to 6: buildings; 7: cottages; 8: shops; k counts within the block
        SELECT n, CASE WHEN n < 252 THEN n / 42 + 1 WHEN n < 288 THEN 7 ELSE 8 END,
               CASE WHEN n < 252 THEN n % 42 WHEN n < 288 THEN n - 252 ELSE n - 288 END
        FROM number),
    sized(n, block, k, floor, registered) AS ( -- areas in hundredths of a square metre
        SELECT n, block, k, iif(block <= 6, k % 14 / 2 + 1, 1),
               CASE block WHEN 7 THEN 3620 + k * 311 % 3300
                          WHEN 8 THEN 3240 + k * 457 % 4600
                          ELSE 4236 + (block * 617 + k / 14 * 523 + k % 2 * 1408) % 3350 END
        FROM placed),
    named(n, name) AS (SELECT n - 200, name FROM demo_owner)
SELECT n, block, k, registered,
       registered + iif(n % 5 = 2, n * 5 % 17 - 5, 0) AS measured,
       max(registered, registered + iif(n % 5 = 2, n * 5 % 17 - 5, 0)) AS area, -- article 8
       CASE block WHEN 7 THEN '平房区' WHEN 8 THEN '临街商铺' ELSE block || '号楼' END AS block_name,
       printf('NDJ-%03d', n + 1) AS house_no,
       CASE n WHEN 289 THEN '云杉县南街百货有限责任公司' WHEN 297 THEN '云杉县林源农资销售有限公司'
              WHEN 305 THEN '云杉县益民大药房' WHEN 40 THEN '李𬀩' ELSE name END AS owner,
       iif(n IN (289, 297, 305), 'organisation', NULL) AS owner_kind,
       CASE block WHEN 7 THEN printf('南胡同%d号', k + 1)
                  WHEN 8 THEN printf('南大街%d号', 21 + k * 2)
                  ELSE printf('%d号楼%d单元%d0%d室', block, k / 14 + 1, floor, k % 2 + 1) END AS location,
       iif(block = 8, '商业', '住宅') AS use,
       CASE block WHEN 7 THEN '砖木' WHEN 8 THEN '混合' ELSE '砖混' END AS structure,
       CASE block WHEN 7 THEN 5060 + k % 6 * 20
                  WHEN 8 THEN 9680 + k % 8 * 60
                  ELSE 4820 + block * 25 + substr('000060120120060000-80', floor * 3 - 2, 3) END AS unit_price,
       n * 7919 % 10007 AS lot -- a number that looks drawn
FROM sized
JOIN named USING (n);

-- Who has signed: so many of each block, in the order of their lots; building 1 came first.
CREATE TEMP TABLE ys_signed AS
WITH
    quota(block, households) AS (VALUES (1, 42), (2, 37), (3, 34), (4, 31), (5, 28), (6, 24), (7, 27), (8, 17)),
    ranked AS (SELECT *, row_number() OVER (PARTITION BY block ORDER BY lot) AS place FROM ys_house),
    ordered AS (
        SELECT ranked.*, row_number() OVER (ORDER BY iif(block = 1, lot * 3 / 10, lot), n) AS turn
        FROM ranked JOIN quota USING (block)
        WHERE place <= households),
    dated AS ( -- days of the signing period: brisk, slower, a rush before the first tier ends, then steady up to yesterday
        SELECT ordered.*, CASE WHEN turn <= 60 THEN turn * 6 / 60
                               WHEN turn <= 120 THEN 7 + (turn - 61) * 17 / 60
                               WHEN turn <= 180 THEN 24 + (turn - 121) * 6 / 60
                               ELSE 30 + (turn - 181) * CAST(julianday(today) - julianday(monday, '-19 days') AS INTEGER) / 60
                               END - 49 AS day
        FROM ordered, demo_clock)
SELECT dated.*,
       printf('%04d', turn) AS agreement_no,
       date(monday, day || ' days') AS signed_on,
       date(monday, (day + 3 + lot % 5) || ' days') AS paid_on, -- article 22: within 10 days of signing
       date(monday, (day + 9 + iif(block = 1, lot % 4, lot % 14)) || ' days') AS moved_on,
       block <= 7 AND lot % 5 < 2 AS exchange
FROM dated, demo_clock;

-- The sums, each rounded to whole yuan. area is in hundredths.
CREATE TEMP TABLE ys_sum AS
WITH
    flat(size, building) AS (VALUES (55, 1), (65, 2), (75, 3), (90, 4)),
    chosen AS (
        SELECT s.*, (SELECT amount FROM reward_tier
                     WHERE item_id = 'YS-D15' AND s.signed_on BETWEEN valid_from AND valid_until) AS tier,
               iif(exchange, -- the smallest flat that is large enough; every third household wanted more
                   coalesce((SELECT min(size) FROM flat WHERE size * 100 >= s.area + iif(lot % 3 = 0, 1000, 0)), 90),
                   NULL) AS size
        FROM ys_signed AS s),
    summed AS (
        SELECT chosen.*, building AS new_building,
               (area * unit_price + 50) / 100 AS house_value,
               CASE WHEN block = 8 THEN max((area * 38 + 50) / 100, 2000)                      -- article 14
                    ELSE max((area * 22 + 50) / 100, 1100) * iif(exchange, 2, 1) END AS relocation,
               iif(block = 8, 0, max((area * 14 + 50) / 100, 700) * iif(exchange, 24, 6)) AS temporary, -- article 15
               iif(block = 8, (area * 55 + 50) / 100 * 6, 0) AS business_loss,                  -- article 16
               (area * tier + 50) / 100 AS reward,                                              -- article 18
               CASE WHEN block < 8 AND area < 4500 THEN ((4500 - area) * unit_price + 50) / 100 -- article 19
                    WHEN block < 8 AND lot % 29 = 0 THEN 5000
                    ELSE 0 END AS subsidy,
               iif(exchange, size * 4980 - (area * unit_price + 50) / 100, NULL) AS difference  -- article 13
        FROM chosen LEFT JOIN flat USING (size))
SELECT *, house_value + relocation + temporary + business_loss + reward + subsidy AS total,
       iif(exchange, 0, house_value) + relocation + temporary + business_loss + reward + subsidy AS cash -- article 22
FROM summed;

INSERT INTO household(item_id, seq, agreement_no, owner, owner_kind, location, use, recognised_area, unit_price,
                      house_value, method, relocation, temporary, business_loss, reward, subsidy, total, resettlement,
                      difference, signed_on, moved_on, paid)
SELECT 'YS-D25', turn, agreement_no, owner, owner_kind, location, use, printf('%.2f', area / 100.0), unit_price,
       house_value, iif(exchange, '产权调换', '货币补偿'), relocation, temporary, business_loss, reward, subsidy, total,
       '南湖新苑' || new_building || '号楼，' || size || '平方米', difference, signed_on,
       iif(moved_on <= yesterday, moved_on, NULL), iif(paid_on <= yesterday, cash, 0)
FROM ys_sum, demo_clock;

-- The first batch of preliminary valuations: buildings 1 and 2.
INSERT INTO household(item_id, seq, house_no, owner, owner_kind, location, use, structure, recognised_area, unit_price,
                      house_value)
SELECT 'YS-D19', n + 1, house_no, owner, owner_kind, location, use, structure, printf('%.2f', area / 100.0), unit_price,
       (area * unit_price + 50) / 100
FROM ys_house
WHERE block <= 2;

-- Replacement flats; what remains follows from the agreements.
INSERT INTO housing(item_id, seq, estate, building, layout, area, flats, remaining, state, due_on, price, note)
WITH row(seq, estate, building, layout, size, flats, state, due, price, note) AS (VALUES
    (1, '南湖新苑', 1, '一室一厅一卫', 55, 36, 'building', 620, '4980', '六层，带电梯；南大街南侧400米'),
    (2, '南湖新苑', 2, '两室一厅一卫', 65, 48, 'building', 620, '4980', '六层，带电梯'),
    (3, '南湖新苑', 3, '两室两厅一卫', 75, 60, 'building', 620, '4980', '六层，带电梯'),
    (4, '南湖新苑', 4, '三室两厅一卫', 90, 24, 'building', 650, '4980', '六层，带电梯'))
SELECT 'YS-D22', seq, estate, building || '号楼', layout, printf('%.2f', size), flats,
       flats - (SELECT count(*) FROM ys_sum WHERE ys_sum.size = row.size), state, date(monday, due || ' days'), price, note
FROM row, demo_clock
UNION ALL
SELECT 'YS-D22', 5, '云杉县周转用房', '林泉小区7号楼', '一室、两室', '48.00', 30, 11, 'ready', NULL, NULL,
       '产权调换过渡期内使用，不收租金；使用周转用房的，不再支付临时安置费'
FROM demo_clock;

UPDATE project SET area = (SELECT printf('%.2f', sum(area) / 100.0) FROM ys_house) WHERE id = 'yunshan-nandajie';
