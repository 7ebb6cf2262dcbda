-- Hualing county in Yanbian, the quarter east of the river: all have moved, some still wait for their new homes (D27 to D31).
-- Chinese and Korean; the Korean is a draft in the orthography used in China.
INSERT INTO demo_item(id, project, catalogue, kind, audience, priority, version, issuer, issuer_ko, doc_no, issued, figures,
                      title, title_ko, body, body_ko) VALUES
('HL-D03', 'hualing-hedong', 'D03', 'cards', 'public', 'normal', 5, '花岭县住房和城乡建设局', '화령현 주택도시농촌건설국', NULL, -140, 0,
 '河东片区项目责任单位和工作人员', '하동구역 대상 책임단위와 사업일군', 'HL-D03.txt', 'HL-D03.ko.txt'),
('HL-D14', 'hualing-hedong', 'D14', 'document', 'public', 'normal', 1, '花岭县人民政府', '화령현인민정부', '花政征〔{{Y-1183}}〕1号', -1183, 0,
 '花岭县人民政府关于河东片区棚户区改造项目房屋征收决定的公告', '하동구역 판자집구역 개조대상 가옥징수결정에 관한 화령현인민정부의 공고', 'HL-D14.txt', 'HL-D14.ko.txt'),
('HL-D22', 'hualing-hedong', 'D22', 'table', 'affected', 'normal', 12, '花岭县住房和城乡建设局', '화령현 주택도시농촌건설국', NULL, NULL, 1,
 '河东新城安置房源和选房结果', '하동신성 안치주택 원천과 주택선택 결과', 'HL-D22.txt', 'HL-D22.ko.txt'),
('HL-D24', 'hualing-hedong', 'D24', 'progress', 'area', 'normal', 212, '花岭县房屋征收经办中心', '화령현가옥징수취급중심', NULL, NULL, 1,
 '安置交付进度', '안치주택 교부 진도', 'HL-D24.txt', 'HL-D24.ko.txt'),
('HL-D27', 'hualing-hedong', 'D27', 'document', 'public', 'normal', 1, '花岭县审计局', '화령현회계심사국', '花审公告〔{{Y-119}}〕4号', -119, 0,
 '河东片区项目征收补偿费用管理和使用情况审计结果公告', '하동구역 대상 징수보상비용 관리 및 사용 정황 회계심사결과 공고', 'HL-D27.txt', 'HL-D27.ko.txt'),
('HL-D28', 'hualing-hedong', 'D28', 'cards', 'area', 'normal', 2, '花岭县房屋征收经办中心', '화령현가옥징수취급중심', NULL, -34, 0,
 '河东片区收尾拆除工程信息', '하동구역 마감철거공사 정보', 'HL-D28.txt', 'HL-D28.ko.txt'),
('HL-D29', 'hualing-hedong', 'D29', 'document', 'area', 'normal', 2, '花岭县住房和城乡建设局', '화령현 주택도시농촌건설국', NULL, -147, 0,
 '过渡期间供热、房租补助和禁止行为', '과도기간 난방, 집세보조와 금지행위', 'HL-D29.txt', 'HL-D29.ko.txt'),
('HL-D30', 'hualing-hedong', 'D30', 'ledger', 'area', 'pinned', 31, '花岭县住房和城乡建设局', '화령현 주택도시농촌건설국', NULL, NULL, 1,
 '超期安置台账和解决进展', '기한초과 안치 대장과 해결 진척', 'HL-D30.txt', 'HL-D30.ko.txt'),
('HL-D31', 'hualing-hedong', 'D31', 'document', 'affected', 'normal', 1, '花岭县房屋征收经办中心', '화령현가옥징수취급중심', NULL, -105, 0,
 '房屋征收补偿档案怎样查询', '가옥징수보상 서류는 어떻게 조회하는가', 'HL-D31.txt', 'HL-D31.ko.txt'),
('HL-D32', 'hualing-hedong', 'D32', 'process', 'area', 'normal', 22, '花岭县房屋征收经办中心', '화령현가옥징수취급중심', NULL, NULL, 1,
 '征收程序走到哪一步', '징수절차는 어디까지 왔는가', NULL, NULL),
('HL-D33', 'hualing-hedong', 'D33', 'contacts', 'public', 'normal', 4, '花岭县住房和城乡建设局', '화령현 주택도시농촌건설국', NULL, -140, 0,
 '咨询、举报和信访渠道', '문의, 신고와 신방 경로', NULL, NULL),
('HL-D34', 'hualing-hedong', 'D34', 'faq', 'area', 'normal', 3, '花岭县住房和城乡建设局', '화령현 주택도시농촌건설국', NULL, -28, 0,
 '超期安置政策解答', '기한초과 안치 정책해답', NULL, NULL),
('HL-D35', 'hualing-hedong', 'D35', 'message', 'public', 'normal', 1, '花岭县住房和城乡建设局', '화령현 주택도시농촌건설국', NULL, -4, 0,
 '关于“河东新城五号楼停工”说法的说明', '“하동신성 5호동 공사중단” 소문에 대한 설명', 'HL-D35.txt', 'HL-D35.ko.txt');

INSERT INTO person(item_id, seq, name, name_ko, post, unit, certificate_no, trained_on, phone, hours, note)
WITH row(seq, name, name_ko, post, unit, certificate_no, trained, phone, hours, note) AS (VALUES
    (1, '玄哲洙', '현철수', '项目负责人', '花岭县住房和城乡建设局', '花征证001', -1260, '0000-555 0132', '工作日 8:30—11:30，13:00—17:00', '汉朝双语接待'),
    (2, '路海宁', '로해녕', '安置房建设协调', '花岭县住房和城乡建设局', '花征证004', -1260, '0000-555 0132', '工作日 8:30—17:00', '每周五公布工程进展'),
    (3, '安顺姬', '안순희', '过渡期服务', '花岭县房屋征收经办中心', '花征证009', -1253, '0000-555 0133', '工作日 8:30—17:00', '核发临时安置费，汉朝双语接待'),
    (4, '靳永昌', '근영창', '档案查询', '花岭县房屋征收经办中心', '花征证012', -1253, '0000-555 0134', '工作日 8:30—17:00', '一户一档'))
SELECT 'HL-D03', seq, name, name_ko, post, unit, certificate_no, date(monday, trained || ' days'), phone, hours, note
FROM row, demo_clock;

-- The ledger: one row for each building, those with households still waiting first; due, resettled and overdue add up to
-- 96, 58 and 38.
INSERT INTO ledger(item_id, seq, name, name_ko, state, due_households, resettled, overdue, due_on, new_due_on, reason, measure,
                   owner, allowance)
WITH row(seq, name, name_ko, state, due_households, resettled, overdue, due_on, new_due_on, reason, measure, owner, allowance) AS (VALUES
    (1, '河东新城3号楼', '하동신성 3호동', 'now', 18, 14, 4, -420, 18, '二次供水设备到货晚', '设备已于{{M-26}}安装，逐户通水验收后交钥匙', '县住房保障中心', '按协议标准两倍发放，已发至上季度末'),
    (2, '河东新城5号楼', '하동신성 5호동', 'late', 16, 0, 16, -420, 130, '原施工单位解除合同，重新招标', '新施工单位{{M-40}}进场，每周五公布进度', '县住房和城乡建设局', '按协议标准两倍发放，已发至上季度末'),
    (3, '河东新城6号楼', '하동신성 6호동', 'late', 12, 0, 12, -420, 165, '消防设计变更，重新审查', '审查已通过，{{M-12}}恢复施工', '县住房和城乡建设局', '按协议标准两倍发放，已发至上季度末'),
    (4, '河东新城沿街商业用房', '하동신성 거리상가용 건물', 'late', 6, 0, 6, -390, 109, '供电增容工程晚', '专线电缆敷设完成七成，另租临时摊位由县财政支付', '县住建局、供电公司', '停产停业损失补偿按月发放'),
    (5, '河东新城1号楼', '하동신성 1호동', 'done', 24, 24, 0, -420, NULL, NULL, '已全部交付', '县住房保障中心', '交付当月停发'),
    (6, '河东新城2号楼', '하동신성 2호동', 'done', 20, 20, 0, -420, NULL, NULL, '已全部交付', '县住房保障中心', '交付当月停发'))
SELECT 'HL-D30', seq, name, name_ko, state, due_households, resettled, overdue, date(monday, due_on || ' days'),
       date(monday, new_due_on || ' days'), reason, measure, owner, allowance
FROM row, demo_clock;

INSERT INTO housing(item_id, seq, estate, building, layout, area, flats, remaining, state, due_on, price, note)
WITH row(seq, building, layout, area, flats, remaining, state, due_on, note) AS (VALUES
    (1, '1号楼', '两室一厅一卫', '62.00', 24, 0, 'ready', -420, '已交付'),
    (2, '2号楼', '两室一厅一卫', '68.00', 24, 4, 'ready', -420, '已交付；余房用作周转'),
    (3, '3号楼', '两室两厅一卫', '76.00', 20, 2, 'ready', 18, '14户已交付，4户待通水验收'),
    (4, '5号楼', '两室两厅一卫', '82.00', 20, 4, 'building', 130, '施工至四层'),
    (5, '6号楼', '三室两厅一卫', '96.00', 16, 4, 'building', 165, '恢复施工'),
    (6, '沿街商业用房', '一层商铺', '45.00', 8, 2, 'building', 109, '等待供电增容'))
SELECT 'HL-D22', seq, '河东新城', building, layout, area, flats, remaining, state, date(monday, due_on || ' days'), '3260',
       note
FROM row, demo_clock;

-- Sixty days: everyone signed and left long ago; the keys are handed over household by household.
CREATE TEMP TABLE hl_handed(day INTEGER, households INTEGER); -- days from Monday
INSERT INTO hl_handed VALUES (-90, 44), (-47, 46), (-40, 48), (-34, 49), (-26, 50), (-21, 52), (-19, 53), (-12, 55), (-7, 56), (-5, 57), (-3, 58);

INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit)
WITH RECURSIVE ago(n) AS (SELECT 60 UNION ALL SELECT n - 1 FROM ago WHERE n > 1),
    day(place, on_day) AS (SELECT 60 - n, date(today, -n || ' days') FROM ago, demo_clock)
SELECT 'HL-D24', place * 3 + 1, on_day, 'signed', 148, 148, 'household' FROM day, demo_clock
UNION ALL
SELECT 'HL-D24', place * 3 + 2, on_day, 'moved', 148, 148, 'household' FROM day, demo_clock
UNION ALL
SELECT 'HL-D24', place * 3 + 3, on_day, 'resettled',
       (SELECT max(households) FROM hl_handed WHERE date(monday, day || ' days') <= on_day), 96, 'household'
FROM day, demo_clock;
INSERT INTO progress(item_id, seq, as_of, metric, group_name, group_name_ko, done, due, unit)
SELECT 'HL-D24', 300 + row_number() OVER (ORDER BY name), yesterday, 'resettled', replace(name, '河东新城', ''), replace(name_ko, '하동신성 ', ''), resettled,
       due_households, 'household'
FROM ledger, demo_clock WHERE item_id = 'HL-D30';

INSERT INTO firm(item_id, seq, name, name_ko, role, qualification, certificate_no, legal_person, address, phone, note)
WITH row(seq, name, name_ko, role, qualification, certificate_no, legal_person, address, phone, note) AS (VALUES
    (1, '花岭县宏基建筑工程有限公司', '화령현굉기건축공사유한회사', '拆除施工企业', '建筑工程施工总承包三级', '花建企证0312', '池明浩', '花岭县团结街40号', '0000-555 0151', '项目负责人：鲁承志；施工十五日前已向县住房和城乡建设局备案（花拆备〔{{Y-34}}〕2号）'),
    (2, '花岭县安泰工程监理有限公司', '화령현안태공사감리유한회사', '监理单位', '房屋建筑工程监理乙级', '花监证0058', '南成日', '花岭县青年路15号', '0000-555 0152', '总监理工程师：柏松年'))
SELECT 'HL-D28', seq, name, name_ko, role, qualification, certificate_no, legal_person, address, phone, note
FROM row;

INSERT INTO step(item_id, seq, name, name_ko, state, basis, owner, planned_from, planned_until, actual_from, actual_until, note)
WITH row(seq, name, name_ko, state, basis, owner, pf, pu, af, au, note) AS (VALUES
    (1, '划定征收范围', '징수범위 확정', 'done', '条例第十六条', '县住房和城乡建设局', -1400, -1400, -1400, -1400, NULL),
    (2, '调查登记并公布', '조사등록 및 공포', 'done', '条例第十五条', '县房屋征收经办中心', -1393, -1344, -1393, -1344, NULL),
    (3, '方案征求意见', '방안 의견수렴', 'done', '条例第十条', '县人民政府', -1330, -1295, -1330, -1295, NULL),
    (4, '公布意见与修改', '의견과 수정정황 공포', 'done', '条例第十一条', '县人民政府', -1281, -1281, -1278, -1278, NULL),
    (5, '风险评估与资金到位', '위험평가와 자금조달', 'done', '条例第十二条', '县人民政府、县财政局', -1274, -1211, -1274, -1197, NULL),
    (6, '征收决定并公告', '징수결정 및 공고', 'done', '条例第十三条', '县人民政府', -1183, -1183, -1183, -1183, NULL),
    (7, '分户评估并公示', '세대별 평가와 공시', 'done', '条例第十九条', '评估机构', -1182, -1156, -1182, -1156, NULL),
    (8, '签约、补偿与搬迁', '계약체결, 보상과 이사', 'done', '条例第二十五条、第二十七条', '县房屋征收经办中心', -1155, -1066, -1155, -1010, NULL),
    (9, '安置交付与归档', '안치주택 교부와 서류정리', 'late', '条例第二十二条、第二十九条', '县住房和城乡建设局', -1009, -420, -1009, NULL, '96户中已安置58户，38户超期；新节点见超期安置台账'))
SELECT 'HL-D32', seq, name, name_ko, state, basis, owner, date(monday, pf || ' days'), date(monday, pu || ' days'),
       date(monday, af || ' days'), date(monday, au || ' days'), note
FROM row, demo_clock;

INSERT INTO contact(item_id, seq, name, name_ko, channel, value, unit, hours, note, note_ko)
WITH row(seq, name, name_ko, channel, value, unit, hours, note, note_ko) AS (VALUES
    (1, '安置进展咨询', '안치진척 문의', 'phone', '0000-555 0130', '县房屋征收经办中心', '工作日 8:30—17:00', '汉语、朝鲜语均可接听', '한어, 조선어로 응대'),
    (2, '监督举报', '감독신고', 'phone', '0000-555 0131', '县住房和城乡建设局', '工作日 8:30—17:00', '举报事项及时核实、处理', '신고사항을 제때에 확인, 처리'),
    (3, '临时安置费发放', '림시안치비 발급', 'phone', '0000-555 0133', '县房屋征收经办中心', '工作日 8:30—17:00', '每季度首月十五日前发放', '매 분기 첫달 15일전에 발급'),
    (4, '现场接待', '현장접대', 'visit', '花岭县河东路3号河东社区一楼', '项目现场办公室', '工作日 8:30—17:00', '设低位窗口和朝鲜语窗口', '낮은 창구와 조선어 창구 설치'),
    (5, '来信', '편지', 'letter', '花岭县团结街12号县住房和城乡建设局信访办公室', '县住房和城乡建设局', NULL, '可以用汉文或者朝鲜文书写', '한문 또는 조선문으로 작성 가능'),
    (6, '纪检监察举报', '규률검사감찰 신고', 'phone', '12388', '县纪委监委', '工作日 8:30—17:00', NULL, NULL),
    (7, '政务服务便民热线', '정무봉사 편민직통전화', 'phone', '12345', '县政务服务中心', '全天', '凭受理编号查询办理进展', '접수번호로 처리진척 조회'),
    (8, '法律援助咨询', '법률원조 문의', 'phone', '12348', '县司法局', '工作日 8:30—17:00', NULL, NULL))
SELECT 'HL-D33', seq, name, name_ko, channel, value, unit, hours, note, note_ko FROM row;

INSERT INTO faq(item_id, seq, question, question_ko, answer, answer_ko, basis, answered_on, reviewer)
WITH row(seq, question, question_ko, answer, answer_ko, basis, day) AS (VALUES
    (1, '安置房超期没有交付，临时安置费怎样发？', '안치주택을 기한이 지나도록 교부하지 못하면 림시안치비는 어떻게 발급하는가?',
     '自约定交付日的次月起，按协议标准的两倍发放，直到交付当月。每季度首月十五日前转入本人账户，不需要另行申请。',
     '약정한 교부일의 다음달부터 협의서 기준의 두배로 교부하는 달까지 발급한다. 매 분기 첫달 15일전에 본인 구좌에 이체하며 따로 신청할 필요가 없다.',
     '《国有土地上房屋征收与补偿条例》第二十二条；补偿协议第九条', -56),
    (2, '不想再等，可以改成货币补偿吗？', '더 기다리고 싶지 않으면 화페보상으로 바꿀수 있는가?',
     '可以。双方协商一致的，签订补充协议，按协议约定的房屋价值和已发生的费用结算，结清后十个工作日内付款。',
     '가능하다. 쌍방이 합의하면 보충협의를 체결하고 협의서에 약정한 가옥가치와 이미 발생한 비용에 따라 결산하며 결산후 10개 근무일내에 지급한다.',
     '《国有土地上房屋征收与补偿条例》第二十五条', -56),
    (3, '5号楼、6号楼现在由谁施工，什么时候交房？', '5호동, 6호동은 지금 누가 시공하며 언제 주택을 교부하는가?',
     '5号楼由重新招标确定的单位施工，计划{{D+130}}交付；6号楼通过消防设计审查后恢复施工，计划{{D+165}}交付。工程进展每周五在本屏公布。',
     '5호동은 재입찰로 확정한 단위가 시공하며 {{DK+130}}에 교부할 계획이다. 6호동은 소방설계 심사를 통과한후 시공을 회복했으며 {{DK+165}}에 교부할 계획이다. 공사진척은 매주 금요일 이 화면에 공포한다.',
     '超期安置台账', -28),
    (4, '交房时要补交差价吗？', '주택을 교부할 때 차액을 더 내야 하는가?',
     '差价按补偿协议签订时的价格结算，不因超期交付而上调。协议面积与实测面积不一致的，多不补、少退还。',
     '차액은 보상협의 체결 당시의 가격으로 결산하며 기한초과 교부로 하여 인상하지 않는다. 협의면적과 실측면적이 다를 경우 많으면 더 받지 않고 적으면 돌려준다.',
     '补偿协议第六条', -28),
    (5, '过渡期间冬季取暖有补助吗？', '과도기간 겨울철 난방보조가 있는가?',
     '有。超期安置的住户在过渡住房取暖的，每个采暖期每户补助一次，随临时安置费发放。',
     '있다. 기한초과 안치세대가 과도주택에서 난방하는 경우 매 난방기에 세대당 한번씩 보조하며 림시안치비와 함께 발급한다.',
     '县人民政府专题会议决定', -28),
    (6, '对处理结果不满意，还能找谁？', '처리결과에 불만이 있으면 또 어디에 제기할수 있는가?',
     '可以拨打监督电话或者12345，也可以依法信访；因协议履行发生争议的，可以依法申请行政复议或者提起诉讼。',
     '감독전화 또는 12345에 전화하거나 법에 따라 신방할수 있다. 협의리행으로 쟁의가 생긴 경우 법에 따라 행정재심의를 신청하거나 소송을 제기할수 있다.',
     '《国有土地上房屋征收与补偿条例》第七条、第二十五条；《中华人民共和国行政复议法》第十一条', -28))
SELECT 'HL-D34', seq, question, question_ko, answer, answer_ko, basis, date(monday, day || ' days'), '玄哲洙'
FROM row, demo_clock;
