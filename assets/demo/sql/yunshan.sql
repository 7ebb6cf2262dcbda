-- Yunshan county, South Street quarter: the decision is made, the signing period runs (D14 to D26).
INSERT INTO demo_item(id, project, catalogue, kind, audience, priority, version, issuer, doc_no, issued, title, body) VALUES
('YS-D03', 'yunshan-nandajie', 'D03', 'cards', 'public', 'normal', 3, '云杉县房屋征收管理局', NULL, -47,
 '南大街片区项目征收部门、实施单位和工作人员', 'YS-D03.txt'),
('YS-D14', 'yunshan-nandajie', 'D14', 'document', 'public', 'normal', 1, '云杉县人民政府', '云政征〔{{Y-84}}〕3号', -84,
 '云杉县人民政府关于南大街片区棚户区改造项目房屋征收决定的公告', 'YS-D14.txt'),
('YS-D15', 'yunshan-nandajie', 'D15', 'plan', 'area', 'pinned', 1, '云杉县人民政府', '云政征〔{{Y-84}}〕3号附件', -84,
 '南大街片区棚户区改造项目房屋征收补偿方案', 'YS-D15.md'),
('YS-D16', 'yunshan-nandajie', 'D16', 'document', 'public', 'normal', 1, '云杉县人民政府', '云政征〔{{Y-56}}〕5号', -56,
 '云杉县人民政府关于变更南大街片区房屋征收范围的公告', 'YS-D16.txt'),
('YS-D17', 'yunshan-nandajie', 'D17', 'cards', 'affected', 'normal', 1, '云杉县房屋征收管理局', '云征管〔{{Y-112}}〕6号', -112,
 '南大街片区项目评估机构选定通知和候选名单', 'YS-D17.txt'),
('YS-D18', 'yunshan-nandajie', 'D18', 'cards', 'area', 'normal', 1, '云杉县房屋征收管理局', '云征管〔{{Y-98}}〕8号', -98,
 '南大街片区项目评估机构确定结果', 'YS-D18.txt'),
('YS-D19', 'yunshan-nandajie', 'D19', 'table', 'affected', 'normal', 1, '云杉县房屋征收管理局', '云征管〔{{Y-70}}〕11号', -70,
 '南大街片区项目分户初步评估结果公示（第一批）', 'YS-D19.txt'),
('YS-D20', 'yunshan-nandajie', 'D20', 'document', 'affected', 'normal', 1, '云杉县房屋征收管理局', NULL, -70,
 '对房屋评估结果有异议怎么办', 'YS-D20.md'),
('YS-D22', 'yunshan-nandajie', 'D22', 'table', 'affected', 'normal', 9, '云杉县房屋征收管理局', NULL, -7,
 '南大街片区项目产权调换房屋房源和选房办法', 'YS-D22.txt'),
('YS-D23', 'yunshan-nandajie', 'D23', 'document', 'area', 'normal', 1, '云杉县房屋征收事务中心', NULL, -52,
 '补偿协议主要内容和签约须知', 'YS-D23.md'),
('YS-D26', 'yunshan-nandajie', 'D26', 'document', 'area', 'normal', 1, '云杉县人民政府', '云政征补〔{{Y-10}}〕1号', -10,
 '云杉县人民政府房屋征收补偿决定公告', 'YS-D26.txt'),
('YS-D28', 'yunshan-nandajie', 'D28', 'warning', 'area', 'urgent', 4, '云杉县房屋征收事务中心', NULL, -3,
 '1号楼正在拆除', 'YS-D28.txt'),
('YS-D29', 'yunshan-nandajie', 'D29', 'document', 'area', 'normal', 2, '云杉县房屋征收管理局', NULL, -20,
 '搬迁期限、供水供电供热安排和禁止行为', 'YS-D29.txt'),
('YS-D33', 'yunshan-nandajie', 'D33', 'contacts', 'public', 'normal', 2, '云杉县房屋征收管理局', NULL, -91,
 '南大街片区项目咨询、举报和信访渠道', NULL),
('YS-D34', 'yunshan-nandajie', 'D34', 'faq', 'area', 'normal', 6, '云杉县房屋征收管理局', NULL, -24,
 '南大街片区项目政策解答', NULL),
('YS-D35', 'yunshan-nandajie', 'D35', 'message', 'public', 'pinned', 1, '云杉县房屋征收管理局', '云征管〔{{Y-6}}〕19号', -6,
 '关于更正周转用房安排公告中租金数据的公告', 'YS-D35.txt');

INSERT INTO demo_item(id, project, catalogue, kind, audience, version, issuer, figures, title, body) VALUES
('YS-D24', 'yunshan-nandajie', 'D24', 'progress', 'area', 52, '云杉县房屋征收事务中心', 1, '签约、搬迁、拆除和付款进度', 'YS-D24.txt'),
('YS-D25', 'yunshan-nandajie', 'D25', 'table', 'affected', 38, '云杉县房屋征收管理局', 1, '南大街片区项目分户补偿情况', 'YS-D25.txt'),
('YS-D32-1', 'yunshan-nandajie', 'D32', 'process', 'area', 9, '云杉县房屋征收事务中心', 1, '征收程序走到哪一步', NULL),
('YS-D32-2', 'yunshan-nandajie', 'D32', 'tasks', 'area', 14, '云杉县房屋征收事务中心', 1, '任务分解表', NULL),
('YS-D32-3', 'yunshan-nandajie', 'D32', 'schedule', 'area', 14, '云杉县房屋征收事务中心', 1, '时间进度表', NULL);

INSERT INTO demo_item(id, project, catalogue, kind, audience, issuer, doc_no, issued, withdrawn, withdraw_reason, title, body) VALUES
('YS-D22-1', 'yunshan-nandajie', 'D22', 'document', 'affected', '云杉县房屋征收管理局', '云征管〔{{Y-20}}〕17号', -20, -6,
 '租金数据有误，已由更正公告（云征管〔{{Y-6}}〕19号）替代', '南大街片区项目周转用房安排公告', 'YS-D22-1.txt');

INSERT INTO person(item_id, seq, name, post, unit, certificate_no, trained_on, phone, hours, note)
WITH row(seq, name, post, unit, certificate_no, trained, phone, hours, note) AS (VALUES
    (1, '梁致远', '项目负责人', '云杉县房屋征收管理局', '云征证0003', -203, '0000-555 0122', '每日 8:30—16:30', '主持项目实施，每周四接待来访'),
    (2, '苏敬文', '政策法规股股长', '云杉县房屋征收管理局', '云征证0005', -203, '0000-555 0122', '工作日 8:30—16:30', '解释补偿方案，受理复议、诉讼权利咨询'),
    (3, '邵春晖', '签约一组组长', '云杉县房屋征收事务中心', '云征证0011', -203, '0000-555 0123', '每日 8:30—16:30', '1号楼、2号楼、3号楼'),
    (4, '贺兰芝', '签约一组成员', '云杉县房屋征收事务中心', '云征证0012', -203, '0000-555 0123', '每日 8:30—16:30', '1号楼、2号楼、3号楼'),
    (5, '穆立群', '签约二组组长', '云杉县房屋征收事务中心', '云征证0015', -196, '0000-555 0124', '每日 8:30—16:30', '4号楼、5号楼、6号楼'),
    (6, '乔雨田', '签约二组成员', '云杉县房屋征收事务中心', '云征证0016', -196, '0000-555 0124', '每日 8:30—16:30', '4号楼、5号楼、6号楼'),
    (7, '康凤鸣', '签约三组组长', '云杉县房屋征收事务中心', '云征证0018', -196, '0000-555 0125', '每日 8:30—16:30', '平房区、临街商铺'),
    (8, '常晓峰', '房源和选房', '云杉县房屋征收事务中心', '云征证0021', -196, '0000-555 0126', '工作日 8:30—16:30', '南湖新苑看房每日两次：9:00、14:00'),
    (9, '白静宜', '补偿款核算和支付', '云杉县房屋征收事务中心', '云征证0023', -196, '0000-555 0127', '工作日 8:30—16:30', NULL),
    (10, '段守成', '拆除现场安全员', '云杉县房屋征收事务中心', '云征证0026', -49, '0000-555 0119', '作业期间 7:30—17:30', '作业期间在现场值守'),
    (11, '薄秋实', '档案管理', '云杉县房屋征收事务中心', '云征证0028', -196, '0000-555 0128', '工作日 8:30—16:30', '一户一档，凭本人有效证件查阅'))
SELECT 'YS-D03', seq, name, post, unit, certificate_no, date(monday, trained || ' days'), phone, hours, note
FROM row, demo_clock;

-- The four candidates, and the one the households chose: 268 of 314 voted (two houses were taken out later, YS-D16).
CREATE TEMP TABLE ys_firm AS
WITH row(seq, name, qualification, certificate_no, legal_person, votes, address, phone, note) AS (VALUES
    (1, '北屏市恒度房地产土地评估有限公司', '房地产估价机构备案等级一级', '北评备〔2019〕0008号', '左明远', 141, '北屏市中兴路112号', '0000-555 0141', '注册房地产估价师16人；近三年完成征收评估项目9个，没有不良行为记录'),
    (2, '北屏市公允房地产估价事务所有限公司', '房地产估价机构备案等级二级', '北评备〔2020〕0013号', '史书琴', 72, '北屏市解放大路57号', '0000-555 0142', '注册房地产估价师11人；近三年完成征收评估项目6个，没有不良行为记录'),
    (3, '松江源衡信资产与房地产评估有限公司', '房地产估价机构备案等级二级', '北评备〔2018〕0021号', '侯立山', 38, '北屏市向阳街9号', '0000-555 0143', '注册房地产估价师9人；近三年完成征收评估项目4个，没有不良行为记录'),
    (4, '云杉县正和房地产评估有限公司', '房地产估价机构备案等级三级', '北评备〔2021〕0034号', '解小满', 17, '云杉县兴林路30号', '0000-555 0144', '注册房地产估价师5人；近三年完成征收评估项目2个，没有不良行为记录'))
SELECT * FROM row;

INSERT INTO firm(item_id, seq, name, role, qualification, certificate_no, legal_person, chosen, votes, address, phone, note)
SELECT 'YS-D17', seq, name, '候选评估机构', qualification, certificate_no, legal_person, 0, NULL, address, phone, note
FROM ys_firm
UNION ALL
SELECT 'YS-D18', seq, name, iif(seq = 1, '选定的评估机构', '候选评估机构'), qualification, certificate_no, legal_person,
       seq = 1, votes, address, phone,
       iif(seq = 1, '估价师：岑立言（注册号 北估0815）、关若水（注册号 北估0822）；委托日期{{D-98}}；现场办公室设咨询席', NULL)
FROM ys_firm;

INSERT INTO reward_tier(item_id, seq, name, valid_from, valid_until, amount, unit, note)
WITH row(seq, name, first, last, amount, note) AS (VALUES
    (1, '第一段', -49, -20, '260', NULL),
    (2, '第二段', -19, 10, '180', NULL),
    (3, '第三段', 11, 40, '90', '签约期限届满后签订协议的，不计签约奖励，其他补偿不变'))
SELECT 'YS-D15', seq, name, date(monday, first || ' days'), date(monday, last || ' days'), amount, '元／平方米', note
FROM row, demo_clock;

INSERT INTO contact(item_id, seq, name, channel, value, unit, hours, note)
WITH row(seq, name, channel, value, unit, hours, note) AS (VALUES
    (1, '政策咨询和签约预约', 'phone', '0000-555 0120', '县房屋征收事务中心', '每日 8:30—16:30', '签约期限内周末照常办公'),
    (2, '监督举报', 'phone', '0000-555 0121', '县房屋征收管理局', '工作日 8:30—16:30', '举报征收工作人员、评估机构和拆除企业的违法违规行为'),
    (3, '现场报险', 'phone', '0000-555 0119', '拆除现场安全员', '作业期间 7:30—17:30', '其他时间请拨打110、119'),
    (4, '征收项目现场办公室', 'visit', '云杉县南大街18号老粮店院内一楼', '县房屋征收事务中心', '每日 8:30—16:30', '一楼设低位窗口，可以预约上门'),
    (5, '来信', 'letter', '云杉县云杉大路66号县房屋征收管理局信访办公室', '县房屋征收管理局', NULL, '收到之日起十五日内告知是否受理'),
    (6, '局领导接待日', 'visit', '云杉县云杉大路66号一楼接待室', '县房屋征收管理局', '每周四 8:30—11:30', NULL),
    (7, '纪检监察举报', 'phone', '12388', '县纪委监委', '工作日 8:30—16:30', NULL),
    (8, '政务服务便民热线', 'phone', '12345', '县政务服务中心', '全天', '凭受理编号可以查询办理进展'),
    (9, '法律援助咨询', 'phone', '12348', '县司法局', '工作日 8:30—16:30', '经济困难的可以申请法律援助'))
SELECT 'YS-D33', seq, name, channel, value, unit, hours, note FROM row;

INSERT INTO attachment(item_id, seq, name, media) VALUES
('YS-D14', 1, '南大街片区棚户区改造项目房屋征收补偿方案', 'application/pdf'),
('YS-D14', 2, '房屋征收范围图', 'image/png'),
('YS-D16', 1, '变更后的房屋征收范围图', 'application/pdf'),
('YS-D20', 1, '复核评估申请书样式', 'application/pdf'),
('YS-D23', 1, '房屋征收补偿协议文本', 'application/pdf');
UPDATE attachment SET content = readfile('attached/map.png') WHERE item_id = 'YS-D14' AND seq = 2; -- of the others the names alone
UPDATE attachment SET content = readfile('attached/form.pdf') WHERE item_id = 'YS-D23';
