-- The 126 households of the station quarter: four buildings of six floors and eighteen cottages.
CREATE TEMP TABLE lq_house AS
WITH RECURSIVE
    number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 125),
    placed(n, building, k) AS ( -- k counts within the building
        SELECT n, CASE WHEN n < 36 THEN 1 WHEN n < 72 THEN 2 WHEN n < 96 THEN 3 WHEN n < 108 THEN 4 ELSE 0 END,
               CASE WHEN n < 36 THEN n WHEN n < 72 THEN n - 36 WHEN n < 96 THEN n - 72 WHEN n < 108 THEN n - 96 ELSE n - 108 END
        FROM number),
    sized(n, building, k, registered) AS ( -- areas in hundredths of a square metre, the same on every floor of a staircase
        SELECT n, building, k,
               CASE building WHEN 0 THEN 3850 + k * 367 % 2900
                    ELSE 4380 + (building * 731 + k / 12 * 419 + k % 2 * 1237) % 2650 END
        FROM placed)
SELECT n + 1 AS seq,
       printf('ZQ-%03d', n + 1) AS house_no,
       CASE n WHEN 101 THEN '柳泉县站前商贸有限公司' WHEN 125 THEN '柳泉县粮食储备站' ELSE name END AS owner,
       iif(n IN (101, 125), 'organisation', 'person') AS owner_kind,
       CASE building WHEN 0 THEN printf('站前胡同%d号', k + 1)
            ELSE printf('%d号楼%d单元%d0%d室', building, k / 12 + 1, k % 12 / 2 + 1, k % 2 + 1) END AS location,
       iif(n IN (101, 125), '商业', '住宅') AS use,
       iif(building = 0, '砖木', iif(building = 4, '钢筋混凝土', '砖混')) AS structure,
       registered,
       registered + iif(n % 4 = 1, n * 7 % 19 - 6, 0) AS measured,
       CASE WHEN building = 0 AND k < 12 THEN 640 + k * 283 % 1500 WHEN n IN (0, 24, 60, 73) THEN 412 + n * 11 ELSE 0 END AS unregistered
FROM sized
JOIN demo_owner USING (n);

INSERT INTO household(item_id, seq, house_no, owner, owner_kind, location, use, structure, registered_area, measured_area,
                      recognised_area, unregistered_area)
SELECT 'LQ-D07', seq, house_no, owner, owner_kind, location, use, structure, printf('%.2f', registered / 100.0),
       printf('%.2f', measured / 100.0), printf('%.2f', max(registered, measured) / 100.0),
       printf('%.2f', unregistered / 100.0)
FROM lq_house;

-- Findings on the sixteen unregistered buildings, in turn.
INSERT INTO household(item_id, seq, house_no, owner, owner_kind, location, use, structure, unregistered_area,
                      recognised_area, finding)
WITH found AS (
    SELECT row_number() OVER (ORDER BY seq) AS seq, house_no, owner, owner_kind, location, unregistered,
           (row_number() OVER (ORDER BY seq)) % 5 AS turn
    FROM lq_house WHERE unregistered > 0)
SELECT 'LQ-D08', seq, house_no, owner, owner_kind, location,
       CASE turn WHEN 0 THEN '仓房' WHEN 1 THEN '居住用房' WHEN 2 THEN '阳台外接' WHEN 3 THEN '仓房' ELSE '厨房' END,
       CASE turn WHEN 2 THEN '彩钢' ELSE '砖木' END,
       printf('%.2f', unregistered / 100.0),
       printf('%.2f', iif(turn IN (0, 1, 4), unregistered, 0) / 100.0),
       CASE turn WHEN 0 THEN '未超过批准期限的临时建筑，给予补偿'
                 WHEN 1 THEN '有建房审批手续、未办登记，认定为合法建筑，给予补偿'
                 WHEN 2 THEN '未取得规划许可，认定为违法建筑，不予补偿'
                 WHEN 3 THEN '超过批准期限的临时建筑，不予补偿'
                 ELSE '建于航拍图形成以前，认定为合法建筑，给予补偿' END
FROM found;

UPDATE project SET area = (SELECT printf('%.2f', sum(max(registered, measured)) / 100.0) FROM lq_house)
WHERE id = 'liuquan-zhanqian';
