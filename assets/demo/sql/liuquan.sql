-- Liuquan county, the quarter in front of the station: a second round of comments is running (D04 to D13).
INSERT INTO demo_item(id, project, catalogue, kind, audience, priority, issuer, doc_no, issued, shown_from, shown_until,
                      comment_from, comment_until, title, body) VALUES
('LQ-D03', 'liuquan-zhanqian', 'D03', 'cards', 'public', 'normal', '柳泉县住房和城乡建设局', NULL, -245, NULL, NULL, NULL, NULL,
 '站前片区项目征收部门、实施单位和工作人员', 'LQ-D03.txt'),
('LQ-D04', 'liuquan-zhanqian', 'D04', 'table', 'public', 'normal', '柳泉县人民政府', '柳政办发〔{{Y-287}}〕6号', -287, NULL, NULL, NULL, NULL,
 '柳泉县{{Y-252}}年度国有土地上房屋征收计划', 'LQ-D04.md'),
('LQ-D05', 'liuquan-zhanqian', 'D05', 'document', 'area', 'normal', '柳泉县住房和城乡建设局', '柳建征〔{{Y-252}}〕4号', -252, NULL, 98, NULL, NULL,
 '关于站前片区旧城区改建项目房屋征收范围和暂停办理有关手续的公告', 'LQ-D05.txt'),
('LQ-D06', 'liuquan-zhanqian', 'D06', 'document', 'area', 'normal', '柳泉县住房和城乡建设局', NULL, -238, NULL, NULL, NULL, NULL,
 '站前片区项目符合公共利益有关材料的查阅办法', 'LQ-D06.txt'),
('LQ-D07', 'liuquan-zhanqian', 'D07', 'table', 'affected', 'normal', '柳泉县住房和城乡建设局', '柳建征〔{{Y-182}}〕9号', -182, NULL, NULL, NULL, NULL,
 '站前片区项目房屋调查登记结果', 'LQ-D07.txt'),
('LQ-D08', 'liuquan-zhanqian', 'D08', 'table', 'affected', 'normal', '柳泉县人民政府', '柳政征〔{{Y-168}}〕2号', -168, NULL, NULL, NULL, NULL,
 '站前片区项目未经登记建筑认定和处理结果', 'LQ-D08.txt'),
('LQ-D09', 'liuquan-zhanqian', 'D09', 'plan', 'public', 'pinned', '柳泉县人民政府', '柳政征〔{{Y-14}}〕7号', -14, -14, 28, -14, 20,
 '站前片区旧城区改建项目房屋征收补偿方案（第二次征求意见稿）', 'LQ-D09.md'),
('LQ-D10', 'liuquan-zhanqian', 'D10', 'compare', 'public', 'normal', '柳泉县人民政府', '柳政征〔{{Y-70}}〕4号', -70, NULL, NULL, NULL, NULL,
 '站前片区项目征收补偿方案第一次征求意见情况和修改情况', 'LQ-D10.md'),
('LQ-D11', 'liuquan-zhanqian', 'D11', 'document', 'area', 'normal', '柳泉县人民政府', '柳政征〔{{Y-35}}〕6号', -35, NULL, NULL, NULL, NULL,
 '站前片区项目征收补偿方案听证会情况和方案修改情况', 'LQ-D11.txt'),
('LQ-D12', 'liuquan-zhanqian', 'D12', 'document', 'area', 'normal', '柳泉县人民政府', NULL, -3, NULL, NULL, NULL, NULL,
 '站前片区项目社会稳定风险评估进行情况和结果查阅办法', 'LQ-D12.txt'),
('LQ-D32', 'liuquan-zhanqian', 'D32', 'process', 'area', 'normal', '柳泉县房屋征收服务中心', NULL, -13, NULL, NULL, NULL, NULL,
 '站前片区项目征收程序走到哪一步', NULL),
('LQ-D33', 'liuquan-zhanqian', 'D33', 'contacts', 'public', 'normal', '柳泉县住房和城乡建设局', NULL, -245, NULL, NULL, NULL, NULL,
 '站前片区项目咨询、意见和举报渠道', NULL),
-- shown from next week but one: scheduled, on no screen yet
('LQ-D34', 'liuquan-zhanqian', 'D34', 'message', 'area', 'normal', '柳泉县房屋征收服务中心', NULL, -3, 14, 20, NULL, NULL,
 '站前片区项目征求意见本周结束，现场办公室周末照常收取意见', 'LQ-D34.txt');

INSERT INTO demo_item(id, project, catalogue, kind, audience, issuer, issued, figures, title, body) VALUES
('LQ-D13', 'liuquan-zhanqian', 'D13', 'progress', 'area', '柳泉县财政局', NULL, 1, '站前片区项目征收补偿费用到位情况', 'LQ-D13.txt');

INSERT INTO person(item_id, seq, name, post, unit, certificate_no, trained_on, phone, hours, note)
WITH row(seq, name, post, unit, certificate_no, trained, phone, hours, note) AS (VALUES
    (1, '宋长河', '项目负责人', '柳泉县住房和城乡建设局', '柳征证0101', -301, '0000-555 0112', '工作日 8:30—11:30，13:00—16:30', '负责方案解释和总协调'),
    (2, '何静秋', '政策法规', '柳泉县住房和城乡建设局', '柳征证0102', -301, '0000-555 0112', '工作日 8:30—11:30，13:00—16:30', '每周二下午在现场办公室接待'),
    (3, '孟凡舟', '调查一组组长', '柳泉县房屋征收服务中心', '柳征证0107', -301, '0000-555 0113', '工作日 8:30—16:30', '负责1号楼、2号楼'),
    (4, '袁立夏', '调查一组成员', '柳泉县房屋征收服务中心', '柳征证0108', -301, '0000-555 0113', '工作日 8:30—16:30', '负责1号楼、2号楼'),
    (5, '祝远山', '调查二组组长', '柳泉县房屋征收服务中心', '柳征证0111', -294, '0000-555 0114', '工作日 8:30—16:30', '负责3号楼、4号楼和站前胡同'),
    (6, '范晓棠', '意见收集和档案', '柳泉县房屋征收服务中心', '柳征证0115', -294, '0000-555 0110', '征求意见期间每日 8:30—16:30', '收取书面意见并当场出具回执'))
SELECT 'LQ-D03', seq, name, post, unit, certificate_no, date(monday, trained || ' days'), phone, hours, note
FROM row, demo_clock;

INSERT INTO reward_tier(item_id, seq, name, valid_from, valid_until, amount, unit, note)
WITH row(seq, name, first, last, amount, note) AS (VALUES
    (1, '拟设第一段', 84, 113, '220', '日期为预计，以征收决定公告后确定的签约期限为准'),
    (2, '拟设第二段', 114, 143, '150', NULL),
    (3, '拟设第三段', 144, 173, '80', NULL))
SELECT 'LQ-D09', seq, name, date(monday, first || ' days'), date(monday, last || ' days'), amount, '元／平方米', note
FROM row, demo_clock;

INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit)
WITH row(seq, day, done) AS (VALUES
    (1, -119, '1200.00'), (2, -98, '1200.00'), (3, -84, '2450.00'), (4, -63, '2450.00'), (5, -49, '3600.00'),
    (6, -35, '3600.00'), (7, -28, '4350.00'), (8, -14, '4350.00'), (9, -7, '5120.00'))
SELECT 'LQ-D13', seq, date(monday, day || ' days'), 'funds', done, '6860.00', 'ten_thousand_yuan'
FROM row, demo_clock
UNION ALL
SELECT 'LQ-D13', 10, yesterday, 'funds', '5120.00', '6860.00', 'ten_thousand_yuan' FROM demo_clock;

INSERT INTO step(item_id, seq, name, state, basis, owner, planned_from, planned_until, actual_from, actual_until, note)
WITH row(seq, name, state, basis, owner, pf, pu, af, au, note) AS (VALUES
    (1, '划定征收范围、暂停办理手续', 'done', '条例第十六条', '县住房和城乡建设局', -252, -252, -252, -252, NULL),
    (2, '调查登记并公布', 'done', '条例第十五条、第二十四条', '县房屋征收服务中心', -245, -182, -245, -168, NULL),
    (3, '方案征求意见', 'now', '条例第十条', '县人民政府', -119, -84, -119, NULL, '第一次{{M-119}}至{{M-85}}；第二次{{M-14}}至{{M+20}}'),
    (4, '公布意见与修改、听证', 'todo', '条例第十一条', '县人民政府', 21, 30, NULL, NULL, '第一次意见{{M-70}}公布，听证情况{{M-35}}公布；第二次征求意见结束后再次公布'),
    (5, '风险评估与资金到位', 'todo', '条例第十二条', '县人民政府、县财政局', 21, 41, NULL, NULL, '风险评估访谈已经开始；资金足额到位以前不作出征收决定'),
    (6, '征收决定并公告', 'todo', '条例第十三条', '县人民政府', 42, 56, NULL, NULL, NULL),
    (7, '分户评估并公示', 'todo', '条例第十九条、第二十条', '评估机构', 57, 83, NULL, NULL, NULL),
    (8, '签约、补偿与搬迁', 'todo', '条例第二十五条、第二十七条', '县房屋征收服务中心', 84, 173, NULL, NULL, NULL),
    (9, '安置交付与归档', 'todo', '条例第二十九条', '县住房和城乡建设局', 174, 560, NULL, NULL, NULL))
SELECT 'LQ-D32', seq, name, state, basis, owner, date(monday, pf || ' days'), date(monday, pu || ' days'),
       date(monday, af || ' days'), date(monday, au || ' days'), note
FROM row, demo_clock;

INSERT INTO contact(item_id, seq, name, channel, value, unit, hours, note)
WITH row(seq, name, channel, value, unit, hours, note) AS (VALUES
    (1, '方案意见和政策咨询', 'phone', '0000-555 0110', '县房屋征收服务中心', '每日 8:30—16:30', '征求意见期间周末照常接听'),
    (2, '违法违规行为举报', 'phone', '0000-555 0111', '县住房和城乡建设局', '工作日 8:30—16:30', '接到举报后及时核实、处理'),
    (3, '当面提交意见', 'visit', '柳泉县站前街26号站前社区一楼', '项目现场办公室', '每日 8:30—16:30', '当场登记，出具回执'),
    (4, '信函提交意见', 'letter', '柳泉县新开路8号县住房和城乡建设局征收科', '县住房和城乡建设局', NULL, '信封请注明“站前片区方案意见”'),
    (5, '来访接待', 'visit', '柳泉县新开路8号一楼信访接待室', '县住房和城乡建设局', '每周三 8:30—11:30', NULL),
    (6, '政务服务便民热线', 'phone', '12345', '县政务服务中心', '全天', '可以查询转办进展'),
    (7, '法律援助咨询', 'phone', '12348', '县司法局', '工作日 8:30—16:30', NULL))
SELECT 'LQ-D33', seq, name, channel, value, unit, hours, note FROM row;

INSERT INTO attachment(item_id, seq, name, media) VALUES
('LQ-D05', 1, '站前片区房屋征收范围图', 'application/pdf'),
('LQ-D09', 1, '意见表', 'application/pdf');
