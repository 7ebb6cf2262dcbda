-- The boards of South Street: figures counted from the households, steps, tasks, timetable, questions.

-- Sixty days of four metrics. signed, moved and paid are counted from ys_sum; only building 1 is being demolished, since its
-- last household left.
CREATE TEMP TABLE ys_day AS
WITH RECURSIVE ago(n) AS (SELECT 60 UNION ALL SELECT n - 1 FROM ago WHERE n > 1)
SELECT 60 - n AS place, date(today, -n || ' days') AS on_day FROM ago, demo_clock;
CREATE TEMP TABLE ys_demolished(day INTEGER, square_metres TEXT); -- days from Monday
INSERT INTO ys_demolished VALUES
    (-11, '180.00'), (-10, '395.50'), (-9, '610.00'), (-7, '842.30'), (-6, '1075.00'), (-5, '1284.60'), (-3, '1490.00'),
    (-2, '1655.20');

INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit)
SELECT 'YS-D24', place * 4 + 1, on_day, 'signed',
       (SELECT count(*) FROM ys_sum WHERE signed_on <= on_day), 312, 'household'
FROM ys_day
UNION ALL
SELECT 'YS-D24', place * 4 + 2, on_day, 'moved',
       (SELECT count(*) FROM ys_sum WHERE moved_on <= on_day), 312, 'household'
FROM ys_day
UNION ALL
SELECT 'YS-D24', place * 4 + 3, on_day, 'demolished',
       coalesce((SELECT square_metres FROM ys_demolished WHERE date(monday, day || ' days') <= on_day ORDER BY day DESC LIMIT 1), '0'),
       (SELECT area FROM project WHERE id = 'yunshan-nandajie'), 'square_metre'
FROM ys_day, demo_clock
UNION ALL
SELECT 'YS-D24', place * 4 + 4, on_day, 'paid',
       (SELECT printf('%.2f', total(cash) / 10000.0) FROM ys_sum WHERE paid_on <= on_day),
       (SELECT printf('%.2f', sum(cash) / 10000.0) FROM ys_sum), 'ten_thousand_yuan'
FROM ys_day;

-- By block on the last day, in the order of the blocks.
INSERT INTO progress(item_id, seq, as_of, metric, group_name, done, due, unit)
SELECT 'YS-D24', 300 + block, yesterday, 'signed', block_name,
       (SELECT count(*) FROM ys_sum WHERE ys_sum.block = ys_house.block), count(*), 'household'
FROM ys_house, demo_clock GROUP BY block
UNION ALL
SELECT 'YS-D24', 400 + block, yesterday, 'moved', block_name,
       (SELECT count(*) FROM ys_sum WHERE ys_sum.block = ys_house.block AND moved_on <= yesterday), count(*), 'household'
FROM ys_house, demo_clock GROUP BY block;

INSERT INTO step(item_id, seq, name, state, basis, owner, planned_from, planned_until, actual_from, actual_until, note)
WITH row(seq, name, state, basis, owner, pf, pu, af, au, note) AS (VALUES
    (1, '划定征收范围', 'done', '条例第十六条', '县房屋征收管理局', -301, -301, -301, -301, NULL),
    (2, '调查登记并公布', 'done', '条例第十五条、第二十四条', '县房屋征收事务中心', -294, -245, -294, -238, NULL),
    (3, '方案征求意见', 'done', '条例第十条', '县人民政府', -238, -200, -231, -195, NULL),
    (4, '公布意见与修改', 'done', '条例第十一条', '县人民政府', -182, -182, -175, -175, NULL),
    (5, '风险评估与资金到位', 'done', '条例第十二条', '县人民政府、县财政局', -168, -119, -168, -105, NULL),
    (6, '征收决定并公告', 'done', '条例第十三条', '县人民政府', -91, -91, -84, -84, NULL),
    (7, '分户评估并公示', 'done', '条例第十九条、第二十条', '选定的评估机构', -83, -50, -83, -50, NULL),
    (8, '签约、补偿与搬迁', 'now', '条例第二十五条、第二十七条', '县房屋征收事务中心', -49, 40, -49, NULL, '签约期限至{{D+40}}；搬迁期限为签订协议后三十日'),
    (9, '安置交付与归档', 'todo', '条例第二十九条', '县房屋征收管理局', 41, 680, NULL, NULL, NULL))
SELECT 'YS-D32-1', seq, name, state, basis, owner, date(monday, pf || ' days'), date(monday, pu || ' days'),
       date(monday, af || ' days'), date(monday, au || ' days'), note
FROM row, demo_clock;

-- Thirty tasks; the timetable shows those with a bar: the longer ones of this year's work.
CREATE TEMP TABLE ys_task AS
WITH row(seq, name, stage, state, owner, pf, pu, af, au, percent, bar, note) AS (VALUES
    (1, '核定四至，绘制征收范围图', '划定征收范围', 'done', '县自然资源局', -308, -302, -308, -302, 100, 0, NULL),
    (2, '通知有关部门暂停办理手续', '划定征收范围', 'done', '县房屋征收管理局', -301, -301, -301, -301, 100, 0, NULL),
    (3, '入户调查登记', '调查登记并公布', 'done', '调查一组、二组', -294, -259, -294, -252, 100, 1, '部分住户在外地，改为预约周末入户'),
    (4, '未经登记建筑认定', '调查登记并公布', 'done', '县住建局、县自然资源局', -273, -252, -273, -245, 100, 0, NULL),
    (5, '公布调查结果', '调查登记并公布', 'done', '县房屋征收管理局', -245, -245, -238, -238, 100, 0, '随入户调查顺延'),
    (6, '拟定补偿方案', '方案征求意见', 'done', '县房屋征收管理局', -259, -245, -259, -245, 100, 0, NULL),
    (7, '组织部门论证', '方案征求意见', 'done', '县人民政府办公室', -244, -239, -244, -239, 100, 0, NULL),
    (8, '公布方案征求意见', '方案征求意见', 'done', '县人民政府', -238, -202, -231, -195, 100, 1, '调查结果公布后开始，顺延七日'),
    (9, '公布意见和修改情况', '公布意见与修改', 'done', '县人民政府', -182, -182, -175, -175, 100, 1, NULL),
    (10, '社会稳定风险评估', '风险评估与资金到位', 'done', '县人民政府办公室', -168, -133, -168, -126, 100, 1, NULL),
    (11, '补偿费用足额到位、专户存储', '风险评估与资金到位', 'done', '县财政局', -140, -119, -140, -105, 100, 1, '第二笔资金拨付晚十四日'),
    (12, '县政府常务会议讨论', '征收决定并公告', 'done', '县人民政府办公室', -96, -96, -89, -89, 100, 0, NULL),
    (13, '公布评估机构候选名单', '分户评估并公示', 'done', '县房屋征收管理局', -112, -112, -112, -112, 100, 0, NULL),
    (14, '被征收人选定评估机构', '分户评估并公示', 'done', '县房屋征收管理局', -111, -99, -111, -99, 100, 1, NULL),
    (15, '作出征收决定并公告', '征收决定并公告', 'done', '县人民政府', -91, -91, -84, -84, 100, 1, '资金到位顺延，决定随之顺延七日'),
    (16, '实地查勘', '分户评估并公示', 'done', '选定的评估机构', -83, -72, -83, -72, 100, 1, NULL),
    (17, '公示分户初步评估结果', '分户评估并公示', 'done', '县房屋征收管理局', -70, -57, -70, -57, 100, 1, NULL),
    (18, '转交分户评估报告', '分户评估并公示', 'done', '县房屋征收管理局', -56, -50, -56, -50, 100, 0, NULL),
    (19, '受理复核评估申请', '分户评估并公示', 'done', '选定的评估机构', -56, -29, -56, -29, 100, 0, '收到申请11件，全部在十日内答复'),
    (20, '签订补偿协议', '签约、补偿与搬迁', 'now', '签约一组、二组、三组', -49, 40, -49, NULL, 77, 1, NULL),
    (21, '支付补偿款', '签约、补偿与搬迁', 'now', '县财政局', -46, 50, -46, NULL, 68, 1, NULL),
    (22, '搬迁验收', '签约、补偿与搬迁', 'now', '签约一组、二组、三组', -40, 70, -40, NULL, 55, 1, NULL),
    (23, '第一批选房', '签约、补偿与搬迁', 'done', '房源组', -18, -15, -18, -15, 100, 0, NULL),
    (24, '第二批选房', '签约、补偿与搬迁', 'todo', '房源组', 14, 17, NULL, NULL, 0, 1, NULL),
    (25, '1号楼燃气、供电管线拆除', '签约、补偿与搬迁', 'done', '燃气公司、供电公司', -28, -22, -28, -14, 100, 0, '燃气调压箱移位晚八日，{{M-14}}完成'),
    (26, '1号楼拆除', '签约、补偿与搬迁', 'late', '拆除企业', -21, -5, -11, NULL, 65, 1, '等待燃气管线移位，晚十日开工；预计{{M+12}}完成'),
    (27, '平房区拆除', '签约、补偿与搬迁', 'todo', '拆除企业', 56, 84, NULL, NULL, 0, 1, '全部住户交房以前不拆除'),
    (28, '南湖新苑主体封顶', '安置交付与归档', 'late', '县住房保障中心', -70, -8, -70, NULL, 92, 1, '4号楼基础遇地下水处理；1号楼至3号楼已封顶，4号楼预计{{M+26}}封顶'),
    (29, '安置房交付', '安置交付与归档', 'todo', '县住房保障中心', 600, 680, NULL, NULL, 0, 0, NULL),
    (30, '分户档案归集、费用审计', '安置交付与归档', 'now', '县房屋征收事务中心', -49, 700, -49, NULL, 35, 0, '签约一户、归集一户'))
SELECT * FROM row;

INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent, note)
SELECT 'YS-D32-2', seq, name, stage, state, owner, date(monday, pf || ' days'), date(monday, pu || ' days'),
       date(monday, af || ' days'), date(monday, au || ' days'), percent, note
FROM ys_task, demo_clock
UNION ALL
SELECT 'YS-D32-3', seq, name, stage, state, owner, date(monday, pf || ' days'), date(monday, pu || ' days'),
       date(monday, af || ' days'), date(monday, au || ' days'), percent, note
FROM ys_task, demo_clock WHERE bar;

INSERT INTO faq(item_id, seq, question, answer, basis, answered_on, reviewer)
WITH row(seq, question, answer, basis, day) AS (VALUES
    (1, '不同意评估价格，应该怎么办？',
     '先向评估机构申请复核评估：自收到评估报告之日起十日内提出书面申请，评估机构自收到申请之日起十日内答复。对复核结果仍有异议的，自收到复核结果之日起十日内，可以向评估专家委员会申请鉴定。申请书样式在现场办公室领取，不收费用。',
     '《国有土地上房屋征收与补偿条例》第十九条', -66),
    (2, '签约期限内没有签约，房屋补偿会减少吗？',
     '不会。房屋价值补偿、搬迁费、临时安置费和停产停业损失补偿都依法计算，与何时签约没有关系。受签约时间影响的只有签约奖励：签约期限届满后签订协议的，不计签约奖励。',
     '《国有土地上房屋征收与补偿条例》第十七条', -66),
    (3, '可以只要钱，不要房吗？',
     '可以。货币补偿和产权调换由被征收人自己选择，任何单位和个人不得代为决定或者限制选择。',
     '《国有土地上房屋征收与补偿条例》第二十一条', -66),
    (4, '选择产权调换，差价怎样结算？',
     '被征收房屋价值按评估结果计算，南湖新苑住房按每平方米4980元计算，两者相减。新房价值较高的，由被征收人补交；被征收房屋价值较高的，由征收部门支付。例如：房屋价值300000元，选65平方米住房，价值323700元，应补交23700元。',
     '《国有土地上房屋征收与补偿条例》第二十一条第二款', -59),
    (5, '证上的面积和实测面积不一样，按哪个算？',
     '差额不超过百分之三的，按两者中较大的计算。超过百分之三的，由县自然资源局查明原因，出具书面认定意见，按认定面积计算，并在现场公布。',
     '补偿方案第八条', -59),
    (6, '没有产权证的房子补不补？',
     '要看认定结果。认定为合法建筑的，或者是没有超过批准期限的临时建筑，给予补偿；认定为违法建筑或者超过批准期限的临时建筑，不予补偿。认定结果已在征收范围内公布，有异议的可以向县人民政府书面提出。',
     '《国有土地上房屋征收与补偿条例》第二十四条第二款', -59),
    (7, '临时安置费发到什么时候？',
     '选择货币补偿的，一次发给六个月。选择产权调换的，过渡期限为二十四个月，费用随补偿款一次发给；超过期限没有交房的，自逾期之月起按两倍标准逐月发放，直到交付当月。',
     '《国有土地上房屋征收与补偿条例》第二十二条；补偿方案第十五条', -52),
    (8, '签约后多长时间能拿到补偿款？',
     '补偿协议签订后十日内支付。款项由专户直接转入被征收人本人的账户，不经任何中间环节。应当先付款、后搬迁；款项没有付清的，可以不搬。',
     '《国有土地上房屋征收与补偿条例》第二十七条', -52),
    (9, '邻居还没有搬走，会不会停水停电？',
     '不会。楼内还有住户居住的，供水、供电、供热、供气和通行保持不变。以停水、停电、断路等方法迫使搬迁是法律禁止的行为，遇到这种情况，请立即拨打监督电话0000-555 0121或者12345。',
     '《国有土地上房屋征收与补偿条例》第二十七条第三款；《中华人民共和国行政强制法》第四十三条', -45),
    (10, '对征收决定不服，还能申请复议或者起诉吗？',
     '可以。自知道征收决定之日起六十日内，可以向北屏市人民政府申请行政复议；也可以自知道之日起六个月内，直接向北屏市中级人民法院提起行政诉讼。签约不影响依法救济的期限。',
     '《国有土地上房屋征收与补偿条例》第十四条；《中华人民共和国行政复议法》第二十条；《中华人民共和国行政诉讼法》第四十六条', -45),
    (11, '房主在外地，可以委托别人签约吗？',
     '可以。委托人应当出具经公证的授权委托书，写明委托事项和权限，受托人持委托书和双方有效证件办理。行动不便的，可以电话预约上门办理。',
     '补偿方案第二十一条', -38),
    (12, '商铺的停产停业损失怎样计算？',
     '按认定的商业面积每平方米每月55元，计六个月。认为实际损失高于这一标准的，可以申请评估，由选定的评估机构根据房屋被征收前的效益、停产停业期限等因素评估确定。',
     '《国有土地上房屋征收与补偿条例》第二十三条；补偿方案第十六条', -38),
    (13, '家里面积很小、生活困难，有没有照顾？',
     '住宅认定面积不足四十五平方米的，按四十五平方米计算，不足部分给予补助。符合住房保障条件的，优先给予住房保障，可以向县住房保障中心申请，不受轮候限制。',
     '《国有土地上房屋征收与补偿条例》第十八条；补偿方案第十九条', -31),
    (14, '屏幕上为什么能看到别人家的补偿？我的信息会上网吗？',
     '分户补偿情况依法应当在征收范围内向被征收人公布，便于互相监督。姓名遮盖一字，房号遮盖，不显示证件号码、电话和账号；只在征收范围内显示，不上互联网。',
     '《国有土地上房屋征收与补偿条例》第二十九条第一款', -24))
SELECT 'YS-D34', seq, question, answer, basis, date(monday, day || ' days'), '苏敬文' FROM row, demo_clock;

-- How far the running tasks are follows from the figures.
UPDATE task SET percent = (
    SELECT CAST(100 * done / due AS INTEGER) FROM progress, demo_clock
    WHERE progress.item_id = 'YS-D24' AND group_name IS NULL AND as_of = yesterday
      AND metric = CASE task.name WHEN '签订补偿协议' THEN 'signed' WHEN '支付补偿款' THEN 'paid' WHEN '搬迁验收' THEN 'moved' END)
WHERE item_id LIKE 'YS-%' AND name IN ('签订补偿协议', '支付补偿款', '搬迁验收');
