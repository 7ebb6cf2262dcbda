-- Sixteen items of all fourteen kinds, at 10:42 on 16 December 2026 in Beijing, for golden.sh. Everything in it is invented. It stands still:
-- what the demo shows may change, these pages change only where the product does.
BEGIN;
INSERT INTO project(id, name, name_ko, short_name, division, stage_no, stage, stage_ko, department, implementer, households, area, decided_on, sign_from, sign_until, hotline, supervision, sort) VALUES ('hualing-hedong', '花岭县河东片区棚户区改造项目', '화령현 하동구역 판자집구역 개조대상', '河东片区', '222499', 9, '第九阶段 安置交付与归档', '제9단계 안치주택 교부와 서류정리', '花岭县住房和城乡建设局', '花岭县房屋征收经办中心', 148, '10212.60', '2023-09-18', '2023-10-16', '2024-01-13', '0000-555 0130', '0000-555 0131', 3);
INSERT INTO project(id, name, short_name, division, stage_no, stage, department, implementer, households, area, hotline, supervision, sort) VALUES ('liuquan-zhanqian', '柳泉县站前片区旧城区改建项目', '站前片区', '220991', 3, '第三阶段 方案征求意见', '柳泉县住房和城乡建设局', '柳泉县房屋征收服务中心', 126, '7052.77', '0000-555 0110', '0000-555 0111', 1);
INSERT INTO project(id, name, short_name, division, stage_no, stage, department, implementer, households, area, decided_on, sign_from, sign_until, hotline, supervision, sort) VALUES ('yunshan-nandajie', '云杉县南大街片区棚户区改造项目', '南大街片区', '220992', 8, '第八阶段 签约、补偿与搬迁', '云杉县房屋征收管理局', '云杉县房屋征收事务中心', 312, '18136.55', '2026-09-21', '2026-10-26', '2027-01-23', '0000-555 0120', '0000-555 0121', 2);
INSERT INTO item(id, version, project_id, catalogue, kind, audience, issuer, doc_no, issued_on, published_at, priority, url, status) VALUES ('HL-D14', 1, 'hualing-hedong', 'D14', 'document', 'public', '花岭县人民政府', '花政征〔2023〕1号', '2023-09-18', '2023-09-18T01:00:00Z', 'normal', 'https://www.hualing.example/gs/HL-D14', 'published');
INSERT INTO item(id, version, project_id, catalogue, kind, audience, issuer, published_at, priority, url, as_of, status) VALUES ('HL-D30', 31, 'hualing-hedong', 'D30', 'ledger', 'area', '花岭县住房和城乡建设局', '2026-12-15T09:30:00Z', 'pinned', 'https://www.hualing.example/gs/HL-D30', '2026-12-15T09:30:00Z', 'published');
INSERT INTO item(id, version, project_id, catalogue, kind, audience, issuer, doc_no, issued_on, published_at, display_from, display_until, comment_from, comment_until, priority, url, status) VALUES ('LQ-D09', 1, 'liuquan-zhanqian', 'D09', 'plan', 'public', '柳泉县人民政府', '柳政征〔2026〕7号', '2026-11-30', '2026-11-30T01:00:00Z', '2026-11-30T01:00:00Z', '2027-01-11T16:00:00Z', '2026-11-30', '2027-01-03', 'pinned', 'https://www.liuquan.example/gs/LQ-D09', 'published');
INSERT INTO item(id, version, project_id, catalogue, kind, audience, issuer, doc_no, issued_on, published_at, priority, url, status) VALUES ('LQ-D10', 1, 'liuquan-zhanqian', 'D10', 'compare', 'public', '柳泉县人民政府', '柳政征〔2026〕4号', '2026-10-05', '2026-10-05T01:00:00Z', 'normal', 'https://www.liuquan.example/gs/LQ-D10', 'published');
INSERT INTO item(id, version, project_id, catalogue, kind, audience, issuer, issued_on, published_at, priority, url, status) VALUES ('YS-D03', 3, 'yunshan-nandajie', 'D03', 'cards', 'public', '云杉县房屋征收管理局', '2026-10-28', '2026-10-28T01:00:00Z', 'normal', 'https://www.yunshan.example/gs/YS-D03', 'published');
INSERT INTO item(id, version, project_id, catalogue, kind, audience, issuer, doc_no, issued_on, published_at, priority, url, status) VALUES ('YS-D14', 1, 'yunshan-nandajie', 'D14', 'document', 'public', '云杉县人民政府', '云政征〔2026〕3号', '2026-09-21', '2026-09-21T01:00:00Z', 'normal', 'https://www.yunshan.example/gs/YS-D14', 'published');
INSERT INTO item(id, version, project_id, catalogue, kind, audience, issuer, doc_no, issued_on, published_at, priority, url, status) VALUES ('YS-D19', 1, 'yunshan-nandajie', 'D19', 'table', 'affected', '云杉县房屋征收管理局', '云征管〔2026〕11号', '2026-10-05', '2026-10-05T01:00:00Z', 'normal', 'https://www.yunshan.example/gs/YS-D19', 'published');
INSERT INTO item(id, version, project_id, catalogue, kind, audience, issuer, published_at, priority, url, as_of, status) VALUES ('YS-D24', 52, 'yunshan-nandajie', 'D24', 'progress', 'area', '云杉县房屋征收事务中心', '2026-12-15T09:30:00Z', 'normal', 'https://www.yunshan.example/gs/YS-D24', '2026-12-15T09:30:00Z', 'published');
INSERT INTO item(id, version, project_id, catalogue, kind, audience, issuer, published_at, priority, url, as_of, status) VALUES ('YS-D25', 38, 'yunshan-nandajie', 'D25', 'table', 'affected', '云杉县房屋征收管理局', '2026-12-15T09:30:00Z', 'normal', 'https://www.yunshan.example/gs/YS-D25', '2026-12-15T09:30:00Z', 'published');
INSERT INTO item(id, version, project_id, catalogue, kind, audience, issuer, issued_on, published_at, priority, url, status) VALUES ('YS-D28', 4, 'yunshan-nandajie', 'D28', 'warning', 'area', '云杉县房屋征收事务中心', '2026-12-11', '2026-12-11T01:00:00Z', 'urgent', 'https://www.yunshan.example/gs/YS-D28', 'published');
INSERT INTO item(id, version, project_id, catalogue, kind, audience, issuer, published_at, priority, url, as_of, status) VALUES ('YS-D32-1', 9, 'yunshan-nandajie', 'D32', 'process', 'area', '云杉县房屋征收事务中心', '2026-12-15T09:30:00Z', 'normal', 'https://www.yunshan.example/gs/YS-D32-1', '2026-12-15T09:30:00Z', 'published');
INSERT INTO item(id, version, project_id, catalogue, kind, audience, issuer, published_at, priority, url, as_of, status) VALUES ('YS-D32-2', 14, 'yunshan-nandajie', 'D32', 'tasks', 'area', '云杉县房屋征收事务中心', '2026-12-15T09:30:00Z', 'normal', 'https://www.yunshan.example/gs/YS-D32-2', '2026-12-15T09:30:00Z', 'published');
INSERT INTO item(id, version, project_id, catalogue, kind, audience, issuer, published_at, priority, url, as_of, status) VALUES ('YS-D32-3', 14, 'yunshan-nandajie', 'D32', 'schedule', 'area', '云杉县房屋征收事务中心', '2026-12-15T09:30:00Z', 'normal', 'https://www.yunshan.example/gs/YS-D32-3', '2026-12-15T09:30:00Z', 'published');
INSERT INTO item(id, version, project_id, catalogue, kind, audience, issuer, issued_on, published_at, priority, url, status) VALUES ('YS-D33', 2, 'yunshan-nandajie', 'D33', 'contacts', 'public', '云杉县房屋征收管理局', '2026-09-14', '2026-09-14T01:00:00Z', 'normal', 'https://www.yunshan.example/gs/YS-D33', 'published');
INSERT INTO item(id, version, project_id, catalogue, kind, audience, issuer, issued_on, published_at, priority, url, status) VALUES ('YS-D34', 6, 'yunshan-nandajie', 'D34', 'faq', 'area', '云杉县房屋征收管理局', '2026-11-20', '2026-11-20T01:00:00Z', 'normal', 'https://www.yunshan.example/gs/YS-D34', 'published');
INSERT INTO item(id, version, project_id, catalogue, kind, audience, issuer, doc_no, issued_on, published_at, priority, url, status) VALUES ('YS-D35', 1, 'yunshan-nandajie', 'D35', 'message', 'public', '云杉县房屋征收管理局', '云征管〔2026〕19号', '2026-12-08', '2026-12-08T01:00:00Z', 'pinned', 'https://www.yunshan.example/gs/YS-D35', 'published');
INSERT INTO item_text(item_id, lang, title, body, format, issuer) VALUES ('HL-D14', 'ko', '하동구역 판자집구역 개조대상 가옥징수결정에 관한 화령현인민정부의 공고', '하동구역 주민들의 거주조건을 개선하기 위하여 《국유토지상의 가옥 징수 및 보상 조례》 제8조, 제13조의 규정에 근거하고 현인민정부 상무회의의 토론을 거쳐 현인민정부는 하동구역 국유토지상의 가옥을 징수하기로 결정하였다. 관련 사항을 아래와 같이 공고한다.
1. 징수대상
하동구역 판자집구역 개조대상으로서 이미 화령현 국민경제 및 사회발전 년도계획에 포함되였다.
2. 징수범위
동쪽은 하동로, 서쪽은 화령하 강둑, 남쪽은 단결거리, 북쪽은 과수원길까지이며 도합 148세대이다. 구체적인 범위는 첨부도를 기준으로 한다.
3. 징수부서와 실시단위
가옥징수부서는 화령현 주택도시농촌건설국이고 가옥징수실시단위는 화령현가옥징수취급중심이다.
4. 계약체결기한
2023년 10월 16일부터 2024년 1월 13일까지 도합 90일이다.
5. 권리고지
피징수인은 본 결정에 불복할 경우 본 결정을 안 날부터 60일내에 연변조선족자치주인민정부에 행정재심의를 신청할수 있으며 본 결정을 안 날부터 6개월내에 법에 따라 연변조선족자치주중급인민법원에 행정소송을 제기할수도 있다.
6. 감독
어떠한 조직과 개인이든 징수활동중의 위법행위를 신고할 권리가 있다. 신고전화: 0000-555 0131; 12345.
이에 특별히 공고한다.
화령현인민정부
2023년 9월 18일
', 'text', '화령현인민정부');
INSERT INTO item_text(item_id, lang, title, body, format, issuer) VALUES ('HL-D14', 'zh', '花岭县人民政府关于河东片区棚户区改造项目房屋征收决定的公告', '为改善河东片区居民居住条件，根据《国有土地上房屋征收与补偿条例》第八条、第十三条的规定，经县人民政府常务会议讨论通过，县人民政府决定对河东片区国有土地上的房屋实施征收。现将有关事项公告如下：
一、征收项目
河东片区棚户区改造项目，已纳入花岭县国民经济和社会发展年度计划。
二、征收范围
东至河东路，西至花岭河堤，南至团结街，北至果园路，共一百四十八户。具体范围以附图为准。
三、征收部门和实施单位
房屋征收部门为花岭县住房和城乡建设局，房屋征收实施单位为花岭县房屋征收经办中心。
四、签约期限
自2023年10月16日起至2024年1月13日止，共九十日。
五、权利告知
被征收人对本决定不服的，可以自知道本决定之日起六十日内，向延边朝鲜族自治州人民政府申请行政复议；也可以自知道本决定之日起六个月内，依法向延边朝鲜族自治州中级人民法院提起行政诉讼。
六、监督
任何组织和个人对征收活动中的违法行为，都有权举报。举报电话：0000-555 0131；12345。
特此公告。
花岭县人民政府
2023年9月18日
', 'text', '花岭县人民政府');
INSERT INTO item_text(item_id, lang, title, body, format, issuer) VALUES ('HL-D30', 'ko', '기한초과 안치 대장과 해결 진척', '재산권교환을 선택한 96세대가운데서 58세대를 이미 안치하였고 38세대는 기한을 초과하였다. 원인, 조치, 책임단위와 새 시간마디를 동별로 렬거하며 매주 금요일에 갱신한다.
기한초과기간에는 림시안치비를 기한을 넘긴 달부터 협의서 기준의 두배로 발급하며 따로 신청할 필요가 없다. 받지 못한 경우 0000-555 0133에 전화하기 바란다.
새 시간마디를 다시 미룰 경우 미룬 날부터 3일내에 이 화면에 원인을 설명한다.
', 'text', '화령현 주택도시농촌건설국');
INSERT INTO item_text(item_id, lang, title, body, format, issuer) VALUES ('HL-D30', 'zh', '超期安置台账和解决进展', '选择产权调换的九十六户中，已安置五十八户，超期三十八户。原因、措施、责任单位和新的节点逐栋列出，每周五更新。
超期期间，临时安置费自逾期之月起按协议标准的两倍发放，不需要申请。没有收到的，请拨打0000-555 0133。
新的节点再次推迟的，自推迟之日起三日内在本屏说明原因。
', 'text', '花岭县住房和城乡建设局');
INSERT INTO item_text(item_id, lang, title, body, format, issuer) VALUES ('LQ-D09', 'zh', '站前片区旧城区改建项目房屋征收补偿方案（第二次征求意见稿）', '本征求意见稿根据第一次征求意见和听证会情况修改形成，经县人民政府组织有关部门论证，现依照《国有土地上房屋征收与补偿条例》第十条的规定再次公布，征求公众意见。

征求意见时间：2026年11月30日起至2027年1月3日止，共三十五日。

提交意见的方式：

1. 当面提交：站前街26号站前社区一楼项目现场办公室，每日8:30至16:30，周六、周日照常收取，当场登记并出具回执。
2. 来信：柳泉县新开路8号县住房和城乡建设局征收科，信封注明“站前片区方案意见”，以邮戳日期为准。
3. 电话：0000-555 0110，由工作人员记录，经本人确认后登记。

提出意见可以署名，也可以不署名。署名并留下联系方式的，逐件答复；意见采纳情况和理由在征求意见结束后公布。本稿不是正式方案，正式方案以县人民政府随房屋征收决定公告的为准。

## 一、总则

第一条 目的和依据。为规范站前片区旧城区改建项目房屋征收与补偿活动，保障被征收人的合法权益，根据《国有土地上房屋征收与补偿条例》和省、市有关规定，拟定本方案。

第二条 征收范围。东至铁路专用线围墙，西至站前街，南至新开路，北至货场路，共一百二十六户。其中住宅楼四栋一百零八户，站前胡同平房十八户。

第三条 公共利益。本项目属于由政府组织实施的旧城区改建，范围内住宅楼经鉴定三栋为C级、一栋为D级，排水和供热管网老化。改建后建设站前广场和公交换乘场站，并新建供热、排水管网。

第四条 职责。县人民政府负责本项目征收与补偿工作；县住房和城乡建设局为房屋征收部门；县房屋征收服务中心为房屋征收实施单位，不以营利为目的。

第五条 拟定期限。签约期限拟为九十日，自分户评估报告转交以后开始；搬迁期限拟为签订协议后三十日；产权调换选择现房的，不设过渡期限，选择期房的，过渡期限拟为二十四个月。

## 二、调查、认定和评估

第六条 调查登记。房屋调查登记结果已于2026年6月15日公布，未经登记建筑的认定和处理结果已于2026年6月29日公布。有异议的，可以继续申请核对。

第七条 面积认定。房屋建筑面积以权属证书记载与实测面积中较大的为准，差额超过百分之三的，由县自然资源局查明原因后认定。未经登记建筑认定为合法建筑和未超过批准期限的临时建筑的，给予补偿；认定为违法建筑和超过批准期限的临时建筑的，不予补偿。

第八条 评估机构。评估机构由被征收人协商选定，协商期限拟为十日；协商不成的，采取投票方式多数决定，投票不能形成多数的，由公证机构现场监督随机选定。征收部门不得指定评估机构。

第九条 评估。房屋价值由选定的评估机构评估确定，评估时点为征收决定公告之日，不得低于公告之日类似房地产的市场价格。评估报告应当附楼层、朝向修正系数表。对结果有异议的，可以依法申请复核评估和鉴定。

## 三、补偿方式和标准

第十条 补偿方式和房源。被征收人可以选择货币补偿，也可以选择产权调换。提供下列两处房源：

| 房源 | 位置 | 状态 | 套数 | 户型面积（平方米） |
|---|---|---|---:|---|
| 新开家园 | 新开路南侧，距原地300米 | 现房 | 48 | 52、61、70 |
| 工农新居 | 城西工农街 | 期房 | 90 | 58、66、78、88 |

新开家园为听证会以后增加的就近房源。选房按照补偿协议编号顺序进行；申请新开家园的户数超过房源的，优先安排七十周岁以上老年人和重度残疾人家庭，其余公开抽签。

第十一条 差价。产权调换按照房屋价值结算差价，差价在交付房屋时结清。两处房源的价格由选定的', 'markdown', '柳泉县人民政府');
INSERT INTO item_text(item_id, lang, title, body, format, issuer) VALUES ('LQ-D10', 'zh', '站前片区项目征收补偿方案第一次征求意见情况和修改情况', '第一次征求意见自2026年8月17日起至2026年9月20日止，共三十五日，收到书面意见147件：采纳52件，部分采纳47件，未采纳48件。~~删除线~~表示删去的文字，++下划线++表示新增的文字。依据《国有土地上房屋征收与补偿条例》第十一条第一款公布。

| 条款 | 征求意见稿 | 修改后 | 采纳情况和理由 |
|---|---|---|---|
| 第七条 面积认定 | 房屋建筑面积以~~权属证书记载为准~~。 | 房屋建筑面积以++权属证书记载与实测面积中较大的为准++。 | 采纳，意见21件。调查发现四分之一的住户实测面积略大于证载面积，按较大的计算对被征收人公平。 |
| 第十二条 搬迁费 | 住宅按每平方米~~15元~~计算。 | 住宅按每平方米++20元++计算，++每户每次不低于1000元++。 | 采纳，意见17件。经询价，两居室搬家费用为900元至1200元。 |
| 第十三条 临时安置费 | 按每平方米每月~~8元~~计算，~~按年~~支付。 | 按每平方米每月++10元++计算，++按季度++支付。 | 部分采纳，意见38件。要求每平方米15元的意见高于租金调查结果；支付时间按意见修改。 |
| 第十五条 签约奖励 | 奖励~~一次确定，每平方米200元~~。 | 奖励++分三段，每平方米220元、150元、80元++。 | 部分采纳，意见9件。分段后各段时间相等，期满未签约不影响其他补偿。 |
| 第十七条 最低面积 | 无。 | ++住宅认定面积不足45平方米的，按45平方米计算补偿。++ | 采纳，意见14件。范围内有小户型住户，保障基本居住需要。 |
| 第十条 安置房位置 | 安置房位于城西工农街，期房。 | 安置房位于城西工农街，期房。 | 未采纳，意见36件。要求原地安置；原地规划为站前广场和换乘场站，不能建设住宅。此项已列入听证内容。 |
| 第九条 货币补偿单价 | 由评估机构评估确定。 | 由评估机构评估确定。 | 未采纳，意见12件。要求方案直接写明单价；依条例第十九条，房屋价值应当由评估机构评估，方案不能代为确定。 |

## 说明

1. 同一意见由多人提出的，按件数计算；一件意见涉及几条的，按主要内容归类。
2. 因多数被征收人认为方案不符合条例规定，县人民政府决定举行听证会，听证情况另行公布。
3. 对归类和答复有疑问的，可以在现场办公室查阅意见登记簿，联系电话0000-555 0110。
', 'markdown', '柳泉县人民政府');
INSERT INTO item_text(item_id, lang, title, body, format, issuer) VALUES ('YS-D03', 'zh', '南大街片区项目征收部门、实施单位和工作人员', '房屋征收部门：云杉县房屋征收管理局，地址云杉县云杉大路66号。对实施单位在委托范围内的行为负责监督，并对其行为后果承担法律责任。
房屋征收实施单位：云杉县房屋征收事务中心，受委托承担调查、协商、签约、验收和归档等具体工作，不以营利为目的。
现场办公室：南大街18号老粮店院内一楼。签约期限内每日8:30至16:30办公，周六、周日不休息。
工作人员入户应当两人以上，出示工作证件。投诉工作人员的，请拨打0000-555 0121。
', 'text', '云杉县房屋征收管理局');
INSERT INTO item_text(item_id, lang, title, body, format, issuer) VALUES ('YS-D14', 'zh', '云杉县人民政府关于南大街片区棚户区改造项目房屋征收决定的公告', '为改善南大街片区居民居住条件，完善城市基础设施，根据《国有土地上房屋征收与补偿条例》第八条、第十三条的规定，经县人民政府常务会议讨论通过，县人民政府决定对南大街片区国有土地上的房屋实施征收。现将有关事项公告如下：
一、征收项目
南大街片区棚户区改造项目，属于由政府组织实施的旧城区改建，已纳入云杉县国民经济和社会发展年度计划。
二、征收范围
东至林泉路，西至南大街，南至云溪河堤，北至粮店胡同。范围内被征收房屋共三百一十四户，其中住宅二百九十户，非住宅二十四户。具体范围以附图为准。
三、征收部门和实施单位
房屋征收部门为云杉县房屋征收管理局，房屋征收实施单位为云杉县房屋征收事务中心。
四、补偿方案
征收补偿按照《南大街片区棚户区改造项目房屋征收补偿方案》执行。方案已依法论证，征求意见三十七日，意见和修改情况已经公布。方案全文附后，并在现场和本屏公布。
五、签约期限
自2026年10月26日起至2027年1月23日止，共九十日。在签约期限内达不成补偿协议的，由县人民政府依法作出补偿决定，并在征收范围内公告。
六、评估时点
被征收房屋价值的评估时点为本公告之日，即2026年9月21日。
七、国有土地使用权
房屋被依法征收的，国有土地使用权同时收回。
八、权利告知
被征收人对本决定不服的，可以自知道本决定之日起六十日内，向北屏市人民政府申请行政复议；也可以自知道本决定之日起六个月内，依法向北屏市中级人民法院提起行政诉讼。复议、诉讼期间，本决定不停止执行，但是法律另有规定的除外。
九、监督
任何组织和个人对征收活动中的违法行为，都有权举报。举报电话：0000-555 0121；12345。
特此公告。
附件：1. 南大街片区棚户区改造项目房屋征收补偿方案
2. 房屋征收范围图
云杉县人民政府
2026年9月21日
', 'text', '云杉县人民政府');
INSERT INTO item_text(item_id, lang, title, body, format, issuer) VALUES ('YS-D19', 'zh', '南大街片区项目分户初步评估结果公示（第一批）', '依据《国有土地上房屋征收评估办法》，现将第一批（1号楼、2号楼，八十四户）分户初步评估结果公示。第二批（3号楼至6号楼）、第三批（平房区、临街商铺）分别于2026年10月9日、2026年10月12日起在现场公告栏公示。
一、公示期限：2026年10月5日至2026年10月18日。
二、评估时点：征收决定公告之日，2026年9月21日。评估机构：北屏市恒度房地产土地评估有限公司。
三、公示期间，注册房地产估价师在现场办公室作说明解释：每日9:00至11:00、14:00至16:00。存在错误的，评估机构应当修正。
四、单位：面积为平方米，单价为元／平方米，价值为元。房屋价值不含搬迁费、临时安置费和奖励。
', 'text', '云杉县房屋征收管理局');
INSERT INTO item_text(item_id, lang, title, body, format, issuer) VALUES ('YS-D24', 'zh', '签约、搬迁、拆除和付款进度', '签约率、搬迁率按户数计算，拆除率按认定建筑面积计算，补偿款支付率按已签订协议的应付金额计算，不含产权调换的房屋价值。
目前只拆除1号楼，该楼四十二户已全部交房。其他各楼和平房区在全部住户交房以前不拆除。
数据每日17:30汇总，与分户补偿情况表一致。
', 'text', '云杉县房屋征收事务中心');
INSERT INTO item_text(item_id, lang, title, body, format, issuer) VALUES ('YS-D25', 'zh', '南大街片区项目分户补偿情况', '依据《国有土地上房屋征收与补偿条例》第二十九条第一款，将已签订补偿协议各户的补偿情况在征收范围内向被征收人公布。
一、按协议编号排列，编号按签约先后确定。单位：面积为平方米，金额为元。
二、合计＝房屋价值补偿＋搬迁费＋临时安置费＋停产停业损失补偿＋签约奖励＋补助。选择产权调换的，房屋价值用于结算差价，不另行支付；“差价”为应补交的金额，负数为应退还的金额。
三、姓名遮盖一字，坐落遮盖房号；金额依法公布，不作遮盖。只在征收范围内显示，不上互联网。
四、发现与本户协议不一致的，请到现场办公室核对，电话0000-555 0120；认为其他户的补偿违反方案的，可以拨打0000-555 0121举报。
', 'text', '云杉县房屋征收管理局');
INSERT INTO item_text(item_id, lang, title, body, format, issuer) VALUES ('YS-D28', 'zh', '1号楼正在拆除', '请勿进入围挡，当心坠落物
时间：12月16日起每日8:00至17:00，夜间和法定节假日不施工
范围：1号楼四周30米以内，围挡内禁止进入
绕行：走林泉路西侧便道，由粮店胡同出入
报险：0000-555 0119，现场安全员值守
施工单位：云杉县固安建筑拆除工程有限公司，项目负责人柴广林
', 'text', '云杉县房屋征收事务中心');
INSERT INTO item_text(item_id, lang, title, format, issuer) VALUES ('YS-D32-1', 'zh', '征收程序走到哪一步', 'text', '云杉县房屋征收事务中心');
INSERT INTO item_text(item_id, lang, title, format, issuer) VALUES ('YS-D32-2', 'zh', '任务分解表', 'text', '云杉县房屋征收事务中心');
INSERT INTO item_text(item_id, lang, title, format, issuer) VALUES ('YS-D32-3', 'zh', '时间进度表', 'text', '云杉县房屋征收事务中心');
INSERT INTO item_text(item_id, lang, title, format, issuer) VALUES ('YS-D33', 'zh', '南大街片区项目咨询、举报和信访渠道', 'text', '云杉县房屋征收管理局');
INSERT INTO item_text(item_id, lang, title, format, issuer) VALUES ('YS-D34', 'zh', '南大街片区项目政策解答', 'text', '云杉县房屋征收管理局');
INSERT INTO item_text(item_id, lang, title, body, format, issuer) VALUES ('YS-D35', 'zh', '关于更正周转用房安排公告中租金数据的公告', '我局2026年11月24日发布的《南大街片区项目周转用房安排公告》（云征管〔2026〕17号）内容有误，现更正如下：
一、错误内容：原公告称周转用房“每月租金120元，自搬入之月起按月收取”。
二、正确内容：周转用房在约定的过渡期限内不收租金；使用周转用房的，不再支付临时安置费。
三、原因：拟稿时误用了公共租赁住房的租金标准，核对不严。
四、处理：原公告自2026年12月8日起停止显示。已收取的租金共七户840元，2026年12月11日以前全部退还，本人可以到现场办公室核对。
对由此造成的误解，我局向各位住户致歉。
联系人：苏敬文，0000-555 0122。
云杉县房屋征收管理局
2026年12月8日
', 'text', '云杉县房屋征收管理局');
INSERT INTO attachment(item_id, seq, name, media) VALUES ('LQ-D09', 1, '意见表', 'application/pdf');
INSERT INTO attachment(item_id, seq, name, media) VALUES ('YS-D14', 1, '南大街片区棚户区改造项目房屋征收补偿方案', 'application/pdf');
INSERT INTO attachment(item_id, seq, name, media) VALUES ('YS-D14', 2, '房屋征收范围图', 'image/png');
INSERT INTO household(item_id, seq, house_no, owner, location, use, structure, recognised_area, unit_price, house_value) VALUES ('YS-D19', 1, 'NDJ-001', '谭健', '1号楼1单元101室', '住宅', '砖混', '48.53', '4845', '235128');
INSERT INTO household(item_id, seq, house_no, owner, location, use, structure, recognised_area, unit_price, house_value) VALUES ('YS-D19', 2, 'NDJ-002', '陈月娥', '1号楼1单元102室', '住宅', '砖混', '62.61', '4845', '303345');
INSERT INTO household(item_id, seq, house_no, owner, location, use, structure, recognised_area, unit_price, house_value) VALUES ('YS-D19', 3, 'NDJ-003', '周丽华', '1号楼1单元201室', '住宅', '砖混', '48.58', '4905', '238285');
INSERT INTO household(item_id, seq, house_no, owner, location, use, structure, recognised_area, unit_price, house_value) VALUES ('YS-D19', 4, 'NDJ-004', '马长海', '1号楼1单元202室', '住宅', '砖混', '62.61', '4905', '307102');
INSERT INTO household(item_id, seq, house_no, owner, location, use, structure, recognised_area, unit_price, house_value) VALUES ('YS-D19', 5, 'NDJ-005', '刘雪', '1号楼1单元301室', '住宅', '砖混', '48.53', '4965', '240951');
INSERT INTO household(item_id, seq, house_no, owner, location, use, structure, recognised_area, unit_price, house_value) VALUES ('YS-D19', 6, 'NDJ-006', '于占山', '1号楼1单元302室', '住宅', '砖混', '62.61', '4965', '310859');
INSERT INTO household(item_id, seq, house_no, owner, location, use, structure, recognised_area, unit_price, house_value) VALUES ('YS-D19', 7, 'NDJ-007', '许学文', '1号楼1单元401室', '住宅', '砖混', '48.53', '4965', '240951');
INSERT INTO household(item_id, seq, house_no, owner, location, use, structure, recognised_area, unit_price, house_value) VALUES ('YS-D19', 8, 'NDJ-008', '朴佳怡', '1号楼1单元402室', '住宅', '砖混', '62.61', '4965', '310859');
INSERT INTO household(item_id, seq, house_no, owner, location, use, structure, recognised_area, unit_price, house_value) VALUES ('YS-D19', 9, 'NDJ-009', '杜惠民', '1号楼1单元501室', '住宅', '砖混', '48.53', '4905', '238040');
INSERT INTO household(item_id, seq, house_no, owner, location, use, structure, recognised_area, unit_price, house_value) VALUES ('YS-D19', 10, 'NDJ-010', '邹建国', '1号楼1单元502室', '住宅', '砖混', '62.61', '4905', '307102');
INSERT INTO household(item_id, seq, agreement_no, owner, location, use, recognised_area, unit_price, house_value, method, relocation, temporary, business_loss, reward, subsidy, total, resettlement, difference, signed_on, moved_on, paid) VALUES ('YS-D25', 1, '0001', '谭健', '1号楼1单元101室', '住宅', '48.53', '4845', '235128', '产权调换', '2200', '16800', '0', '12618', '5000', '271746', '南湖新苑2号楼，65平方米', '88572', '2026-10-26', '2026-11-04', '36618');
INSERT INTO household(item_id, seq, agreement_no, owner, location, use, recognised_area, unit_price, house_value, method, relocation, temporary, business_loss, reward, subsidy, total, signed_on, moved_on, paid) VALUES ('YS-D25', 2, '0002', '赵玉成', '南胡同3号', '住宅', '42.42', '5100', '216342', '货币补偿', '1100', '4200', '0', '11029', '13158', '245829', '2026-10-26', '2026-11-09', '245829');
INSERT INTO household(item_id, seq, agreement_no, owner, location, use, recognised_area, unit_price, house_value, method, relocation, temporary, business_loss, reward, subsidy, total, signed_on, moved_on, paid) VALUES ('YS-D25', 3, '0003', '李红梅', '3号楼3单元202室', '住宅', '51.91', '4955', '257214', '货币补偿', '1142', '4362', '0', '13497', '0', '276215', '2026-10-26', '2026-11-10', '276215');
INSERT INTO household(item_id, seq, agreement_no, owner, location, use, recognised_area, unit_price, house_value, method, relocation, temporary, business_loss, reward, subsidy, total, resettlement, difference, signed_on, moved_on, paid) VALUES ('YS-D25', 4, '0004', '林永哲', '6号楼2单元401室', '住宅', '51.11', '5090', '260150', '产权调换', '2248', '17184', '0', '13289', '0', '292871', '南湖新苑2号楼，65平方米', '63550', '2026-10-26', '2026-11-16', '32721');
INSERT INTO household(item_id, seq, agreement_no, owner, location, use, recognised_area, unit_price, house_value, method, relocation, temporary, business_loss, reward, subsidy, total, resettlement, difference, signed_on, moved_on, paid) VALUES ('YS-D25', 5, '0005', '孙文斌', '1号楼2单元302室', '住宅', '67.84', '4965', '336826', '产权调换', '2984', '22800', '0', '17638', '0', '380248', '南湖新苑3号楼，75平方米', '36674', '2026-10-26', '2026-11-04', '43422');
INSERT INTO household(item_id, seq, agreement_no, owner, location, use, recognised_area, unit_price, house_value, method, relocation, temporary, business_loss, reward, subsidy, total, resettlement, difference, signed_on, moved_on, paid) VALUES ('YS-D25', 6, '0006', '王桂芬', '3号楼1单元402室', '住宅', '74.95', '5015', '375874', '产权调换', '3298', '25176', '0', '19487', '0', '423835', '南湖新苑3号楼，75平方米', '-2374', '2026-10-26', '2026-11-17', '47961');
INSERT INTO household(item_id, seq, agreement_no, owner, location, use, recognised_area, unit_price, house_value, method, relocation, temporary, business_loss, reward, subsidy, total, signed_on, moved_on, paid) VALUES ('YS-D25', 7, '0007', '程铁军', '5号楼3单元601室', '住宅', '50.17', '4945', '248091', '货币补偿', '1104', '4212', '0', '13044', '0', '266451', '2026-10-26', '2026-11-09', '266451');
INSERT INTO household(item_id, seq, agreement_no, owner, location, use, recognised_area, unit_price, house_value, method, relocation, temporary, business_loss, reward, subsidy, total, signed_on, moved_on, paid) VALUES ('YS-D25', 8, '0008', '许德顺', '2号楼2单元602室', '住宅', '74.08', '4870', '360770', '货币补偿', '1630', '6222', '0', '19261', '0', '387883', '2026-10-26', '2026-11-10', '387883');
INSERT INTO household(item_id, seq, agreement_no, owner, location, use, recognised_area, unit_price, house_value, method, relocation, temporary, business_loss, reward, subsidy, total, signed_on, moved_on, paid) VALUES ('YS-D25', 9, '0009', '张继先', '1号楼3单元601室', '住宅', '58.99', '4845', '285807', '货币补偿', '1298', '4956', '0', '15337', '0', '307398', '2026-10-26', '2026-11-04', '307398');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 137, '2026-11-20', 'signed', '140', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 138, '2026-11-20', 'moved', '85', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 139, '2026-11-20', 'demolished', '0', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 140, '2026-11-20', 'paid', '2369.85', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 141, '2026-11-21', 'signed', '150', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 142, '2026-11-21', 'moved', '86', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 143, '2026-11-21', 'demolished', '0', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 144, '2026-11-21', 'paid', '2437.64', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 145, '2026-11-22', 'signed', '160', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 146, '2026-11-22', 'moved', '90', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 147, '2026-11-22', 'demolished', '0', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 148, '2026-11-22', 'paid', '2535.76', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 149, '2026-11-23', 'signed', '170', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 150, '2026-11-23', 'moved', '93', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 151, '2026-11-23', 'demolished', '0', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 152, '2026-11-23', 'paid', '2680.24', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 153, '2026-11-24', 'signed', '180', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 154, '2026-11-24', 'moved', '98', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 155, '2026-11-24', 'demolished', '0', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 156, '2026-11-24', 'paid', '2810.09', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 157, '2026-11-25', 'signed', '183', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 158, '2026-11-25', 'moved', '101', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 159, '2026-11-25', 'demolished', '0', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 160, '2026-11-25', 'paid', '2950.90', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 161, '2026-11-26', 'signed', '186', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 162, '2026-11-26', 'moved', '102', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 163, '2026-11-26', 'demolished', '0', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 164, '2026-11-26', 'paid', '3174.85', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 165, '2026-11-27', 'signed', '189', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 166, '2026-11-27', 'moved', '105', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 167, '2026-11-27', 'demolished', '0', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 168, '2026-11-27', 'paid', '3441.47', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 169, '2026-11-28', 'signed', '192', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 170, '2026-11-28', 'moved', '108', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 171, '2026-11-28', 'demolished', '0', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 172, '2026-11-28', 'paid', '3619.82', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 173, '2026-11-29', 'signed', '195', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 174, '2026-11-29', 'moved', '111', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 175, '2026-11-29', 'demolished', '0', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 176, '2026-11-29', 'paid', '3826.31', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 177, '2026-11-30', 'signed', '198', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 178, '2026-11-30', 'moved', '113', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 179, '2026-11-30', 'demolished', '0', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 180, '2026-11-30', 'paid', '3976.71', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 181, '2026-12-01', 'signed', '200', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 182, '2026-12-01', 'moved', '115', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 183, '2026-12-01', 'demolished', '0', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 184, '2026-12-01', 'paid', '4126.69', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 185, '2026-12-02', 'signed', '203', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 186, '2026-12-02', 'moved', '117', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 187, '2026-12-02', 'demolished', '0', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 188, '2026-12-02', 'paid', '4207.40', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 189, '2026-12-03', 'signed', '206', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 190, '2026-12-03', 'moved', '129', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 191, '2026-12-03', 'demolished', '180.00', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 192, '2026-12-03', 'paid', '4248.92', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 193, '2026-12-04', 'signed', '209', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 194, '2026-12-04', 'moved', '144', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 195, '2026-12-04', 'demolished', '395.50', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 196, '2026-12-04', 'paid', '4382.53', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 197, '2026-12-05', 'signed', '212', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 198, '2026-12-05', 'moved', '149', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 199, '2026-12-05', 'demolished', '610.00', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 200, '2026-12-05', 'paid', '4479.20', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 201, '2026-12-06', 'signed', '215', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 202, '2026-12-06', 'moved', '149', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 203, '2026-12-06', 'demolished', '610.00', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 204, '2026-12-06', 'paid', '4510.91', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 205, '2026-12-07', 'signed', '218', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 206, '2026-12-07', 'moved', '151', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 207, '2026-12-07', 'demolished', '842.30', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 208, '2026-12-07', 'paid', '4548.58', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 209, '2026-12-08', 'signed', '220', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 210, '2026-12-08', 'moved', '152', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 211, '2026-12-08', 'demolished', '1075.00', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 212, '2026-12-08', 'paid', '4552.84', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 213, '2026-12-09', 'signed', '223', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 214, '2026-12-09', 'moved', '155', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 215, '2026-12-09', 'demolished', '1284.60', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 216, '2026-12-09', 'paid', '4622.27', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 217, '2026-12-10', 'signed', '226', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 218, '2026-12-10', 'moved', '168', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 219, '2026-12-10', 'demolished', '1284.60', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 220, '2026-12-10', 'paid', '4712.48', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 221, '2026-12-11', 'signed', '229', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 222, '2026-12-11', 'moved', '184', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 223, '2026-12-11', 'demolished', '1490.00', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 224, '2026-12-11', 'paid', '4788.34', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 225, '2026-12-12', 'signed', '232', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 226, '2026-12-12', 'moved', '187', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 227, '2026-12-12', 'demolished', '1655.20', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 228, '2026-12-12', 'paid', '4854.42', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 229, '2026-12-13', 'signed', '235', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 230, '2026-12-13', 'moved', '190', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 231, '2026-12-13', 'demolished', '1655.20', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 232, '2026-12-13', 'paid', '4924.78', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 233, '2026-12-14', 'signed', '238', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 234, '2026-12-14', 'moved', '192', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 235, '2026-12-14', 'demolished', '1655.20', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 236, '2026-12-14', 'paid', '5005.22', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 237, '2026-12-15', 'signed', '240', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 238, '2026-12-15', 'moved', '193', '312', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 239, '2026-12-15', 'demolished', '1655.20', '18136.55', 'square_metre');
INSERT INTO progress(item_id, seq, as_of, metric, done, due, unit) VALUES ('YS-D24', 240, '2026-12-15', 'paid', '5064.79', '5399.52', 'ten_thousand_yuan');
INSERT INTO progress(item_id, seq, as_of, metric, group_name, done, due, unit) VALUES ('YS-D24', 301, '2026-12-15', 'signed', '1号楼', '42', '42', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, group_name, done, due, unit) VALUES ('YS-D24', 302, '2026-12-15', 'signed', '2号楼', '37', '42', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, group_name, done, due, unit) VALUES ('YS-D24', 303, '2026-12-15', 'signed', '3号楼', '34', '42', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, group_name, done, due, unit) VALUES ('YS-D24', 304, '2026-12-15', 'signed', '4号楼', '31', '42', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, group_name, done, due, unit) VALUES ('YS-D24', 305, '2026-12-15', 'signed', '5号楼', '28', '42', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, group_name, done, due, unit) VALUES ('YS-D24', 306, '2026-12-15', 'signed', '6号楼', '24', '42', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, group_name, done, due, unit) VALUES ('YS-D24', 307, '2026-12-15', 'signed', '平房区', '27', '36', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, group_name, done, due, unit) VALUES ('YS-D24', 308, '2026-12-15', 'signed', '临街商铺', '17', '24', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, group_name, done, due, unit) VALUES ('YS-D24', 401, '2026-12-15', 'moved', '1号楼', '42', '42', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, group_name, done, due, unit) VALUES ('YS-D24', 402, '2026-12-15', 'moved', '2号楼', '23', '42', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, group_name, done, due, unit) VALUES ('YS-D24', 403, '2026-12-15', 'moved', '3号楼', '25', '42', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, group_name, done, due, unit) VALUES ('YS-D24', 404, '2026-12-15', 'moved', '4号楼', '23', '42', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, group_name, done, due, unit) VALUES ('YS-D24', 405, '2026-12-15', 'moved', '5号楼', '24', '42', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, group_name, done, due, unit) VALUES ('YS-D24', 406, '2026-12-15', 'moved', '6号楼', '23', '42', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, group_name, done, due, unit) VALUES ('YS-D24', 407, '2026-12-15', 'moved', '平房区', '21', '36', 'household');
INSERT INTO progress(item_id, seq, as_of, metric, group_name, done, due, unit) VALUES ('YS-D24', 408, '2026-12-15', 'moved', '临街商铺', '12', '24', 'household');
INSERT INTO step(item_id, seq, name, state, basis, owner, planned_from, planned_until, actual_from, actual_until) VALUES ('YS-D32-1', 1, '划定征收范围', 'done', '条例第十六条', '县房屋征收管理局', '2026-02-16', '2026-02-16', '2026-02-16', '2026-02-16');
INSERT INTO step(item_id, seq, name, state, basis, owner, planned_from, planned_until, actual_from, actual_until) VALUES ('YS-D32-1', 2, '调查登记并公布', 'done', '条例第十五条、第二十四条', '县房屋征收事务中心', '2026-02-23', '2026-04-13', '2026-02-23', '2026-04-20');
INSERT INTO step(item_id, seq, name, state, basis, owner, planned_from, planned_until, actual_from, actual_until) VALUES ('YS-D32-1', 3, '方案征求意见', 'done', '条例第十条', '县人民政府', '2026-04-20', '2026-05-28', '2026-04-27', '2026-06-02');
INSERT INTO step(item_id, seq, name, state, basis, owner, planned_from, planned_until, actual_from, actual_until) VALUES ('YS-D32-1', 4, '公布意见与修改', 'done', '条例第十一条', '县人民政府', '2026-06-15', '2026-06-15', '2026-06-22', '2026-06-22');
INSERT INTO step(item_id, seq, name, state, basis, owner, planned_from, planned_until, actual_from, actual_until) VALUES ('YS-D32-1', 5, '风险评估与资金到位', 'done', '条例第十二条', '县人民政府、县财政局', '2026-06-29', '2026-08-17', '2026-06-29', '2026-08-31');
INSERT INTO step(item_id, seq, name, state, basis, owner, planned_from, planned_until, actual_from, actual_until) VALUES ('YS-D32-1', 6, '征收决定并公告', 'done', '条例第十三条', '县人民政府', '2026-09-14', '2026-09-14', '2026-09-21', '2026-09-21');
INSERT INTO step(item_id, seq, name, state, basis, owner, planned_from, planned_until, actual_from, actual_until) VALUES ('YS-D32-1', 7, '分户评估并公示', 'done', '条例第十九条、第二十条', '选定的评估机构', '2026-09-22', '2026-10-25', '2026-09-22', '2026-10-25');
INSERT INTO step(item_id, seq, name, state, basis, owner, planned_from, planned_until, actual_from, note) VALUES ('YS-D32-1', 8, '签约、补偿与搬迁', 'now', '条例第二十五条、第二十七条', '县房屋征收事务中心', '2026-10-26', '2027-01-23', '2026-10-26', '签约期限至2027年1月23日；搬迁期限为签订协议后三十日');
INSERT INTO step(item_id, seq, name, state, basis, owner, planned_from, planned_until) VALUES ('YS-D32-1', 9, '安置交付与归档', 'todo', '条例第二十九条', '县房屋征收管理局', '2027-01-24', '2028-10-24');
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent) VALUES ('YS-D32-2', 1, '核定四至，绘制征收范围图', '划定征收范围', 'done', '县自然资源局', '2026-02-09', '2026-02-15', '2026-02-09', '2026-02-15', 100);
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent) VALUES ('YS-D32-2', 2, '通知有关部门暂停办理手续', '划定征收范围', 'done', '县房屋征收管理局', '2026-02-16', '2026-02-16', '2026-02-16', '2026-02-16', 100);
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent, note) VALUES ('YS-D32-2', 3, '入户调查登记', '调查登记并公布', 'done', '调查一组、二组', '2026-02-23', '2026-03-30', '2026-02-23', '2026-04-06', 100, '部分住户在外地，改为预约周末入户');
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent) VALUES ('YS-D32-2', 4, '未经登记建筑认定', '调查登记并公布', 'done', '县住建局、县自然资源局', '2026-03-16', '2026-04-06', '2026-03-16', '2026-04-13', 100);
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent, note) VALUES ('YS-D32-2', 5, '公布调查结果', '调查登记并公布', 'done', '县房屋征收管理局', '2026-04-13', '2026-04-13', '2026-04-20', '2026-04-20', 100, '随入户调查顺延');
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent) VALUES ('YS-D32-2', 6, '拟定补偿方案', '方案征求意见', 'done', '县房屋征收管理局', '2026-03-30', '2026-04-13', '2026-03-30', '2026-04-13', 100);
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent) VALUES ('YS-D32-2', 7, '组织部门论证', '方案征求意见', 'done', '县人民政府办公室', '2026-04-14', '2026-04-19', '2026-04-14', '2026-04-19', 100);
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent, note) VALUES ('YS-D32-2', 8, '公布方案征求意见', '方案征求意见', 'done', '县人民政府', '2026-04-20', '2026-05-26', '2026-04-27', '2026-06-02', 100, '调查结果公布后开始，顺延七日');
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent) VALUES ('YS-D32-2', 9, '公布意见和修改情况', '公布意见与修改', 'done', '县人民政府', '2026-06-15', '2026-06-15', '2026-06-22', '2026-06-22', 100);
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent) VALUES ('YS-D32-2', 10, '社会稳定风险评估', '风险评估与资金到位', 'done', '县人民政府办公室', '2026-06-29', '2026-08-03', '2026-06-29', '2026-08-10', 100);
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent, note) VALUES ('YS-D32-2', 11, '补偿费用足额到位、专户存储', '风险评估与资金到位', 'done', '县财政局', '2026-07-27', '2026-08-17', '2026-07-27', '2026-08-31', 100, '第二笔资金拨付晚十四日');
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent) VALUES ('YS-D32-2', 12, '县政府常务会议讨论', '征收决定并公告', 'done', '县人民政府办公室', '2026-09-09', '2026-09-09', '2026-09-16', '2026-09-16', 100);
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent) VALUES ('YS-D32-2', 13, '公布评估机构候选名单', '分户评估并公示', 'done', '县房屋征收管理局', '2026-08-24', '2026-08-24', '2026-08-24', '2026-08-24', 100);
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent) VALUES ('YS-D32-2', 14, '被征收人选定评估机构', '分户评估并公示', 'done', '县房屋征收管理局', '2026-08-25', '2026-09-06', '2026-08-25', '2026-09-06', 100);
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent, note) VALUES ('YS-D32-3', 3, '入户调查登记', '调查登记并公布', 'done', '调查一组、二组', '2026-02-23', '2026-03-30', '2026-02-23', '2026-04-06', 100, '部分住户在外地，改为预约周末入户');
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent, note) VALUES ('YS-D32-3', 8, '公布方案征求意见', '方案征求意见', 'done', '县人民政府', '2026-04-20', '2026-05-26', '2026-04-27', '2026-06-02', 100, '调查结果公布后开始，顺延七日');
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent) VALUES ('YS-D32-3', 9, '公布意见和修改情况', '公布意见与修改', 'done', '县人民政府', '2026-06-15', '2026-06-15', '2026-06-22', '2026-06-22', 100);
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent) VALUES ('YS-D32-3', 10, '社会稳定风险评估', '风险评估与资金到位', 'done', '县人民政府办公室', '2026-06-29', '2026-08-03', '2026-06-29', '2026-08-10', 100);
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent, note) VALUES ('YS-D32-3', 11, '补偿费用足额到位、专户存储', '风险评估与资金到位', 'done', '县财政局', '2026-07-27', '2026-08-17', '2026-07-27', '2026-08-31', 100, '第二笔资金拨付晚十四日');
INSERT INTO task(item_id, seq, name, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent) VALUES ('YS-D32-3', 14, '被征收人选定评估机构', '分户评估并公示', 'done', '县房屋征收管理局', '2026-08-25', '2026-09-06', '2026-08-25', '2026-09-06', 100);
INSERT INTO contact(item_id, seq, name, channel, value, unit, hours, note) VALUES ('YS-D33', 1, '政策咨询和签约预约', 'phone', '0000-555 0120', '县房屋征收事务中心', '每日 8:30—16:30', '签约期限内周末照常办公');
INSERT INTO contact(item_id, seq, name, channel, value, unit, hours, note) VALUES ('YS-D33', 2, '监督举报', 'phone', '0000-555 0121', '县房屋征收管理局', '工作日 8:30—16:30', '举报征收工作人员、评估机构和拆除企业的违法违规行为');
INSERT INTO contact(item_id, seq, name, channel, value, unit, hours, note) VALUES ('YS-D33', 3, '现场报险', 'phone', '0000-555 0119', '拆除现场安全员', '作业期间 7:30—17:30', '其他时间请拨打110、119');
INSERT INTO contact(item_id, seq, name, channel, value, unit, hours, note) VALUES ('YS-D33', 4, '征收项目现场办公室', 'visit', '云杉县南大街18号老粮店院内一楼', '县房屋征收事务中心', '每日 8:30—16:30', '一楼设低位窗口，可以预约上门');
INSERT INTO contact(item_id, seq, name, channel, value, unit, note) VALUES ('YS-D33', 5, '来信', 'letter', '云杉县云杉大路66号县房屋征收管理局信访办公室', '县房屋征收管理局', '收到之日起十五日内告知是否受理');
INSERT INTO contact(item_id, seq, name, channel, value, unit, hours) VALUES ('YS-D33', 6, '局领导接待日', 'visit', '云杉县云杉大路66号一楼接待室', '县房屋征收管理局', '每周四 8:30—11:30');
INSERT INTO contact(item_id, seq, name, channel, value, unit, hours) VALUES ('YS-D33', 7, '纪检监察举报', 'phone', '12388', '县纪委监委', '工作日 8:30—16:30');
INSERT INTO contact(item_id, seq, name, channel, value, unit, hours, note) VALUES ('YS-D33', 8, '政务服务便民热线', 'phone', '12345', '县政务服务中心', '全天', '凭受理编号可以查询办理进展');
INSERT INTO contact(item_id, seq, name, channel, value, unit, hours, note) VALUES ('YS-D33', 9, '法律援助咨询', 'phone', '12348', '县司法局', '工作日 8:30—16:30', '经济困难的可以申请法律援助');
INSERT INTO faq(item_id, seq, question, answer, basis, answered_on, reviewer) VALUES ('YS-D34', 1, '不同意评估价格，应该怎么办？', '先向评估机构申请复核评估：自收到评估报告之日起十日内提出书面申请，评估机构自收到申请之日起十日内答复。对复核结果仍有异议的，自收到复核结果之日起十日内，可以向评估专家委员会申请鉴定。申请书样式在现场办公室领取，不收费用。', '《国有土地上房屋征收与补偿条例》第十九条', '2026-10-09', '苏敬文');
INSERT INTO faq(item_id, seq, question, answer, basis, answered_on, reviewer) VALUES ('YS-D34', 2, '签约期限内没有签约，房屋补偿会减少吗？', '不会。房屋价值补偿、搬迁费、临时安置费和停产停业损失补偿都依法计算，与何时签约没有关系。受签约时间影响的只有签约奖励：签约期限届满后签订协议的，不计签约奖励。', '《国有土地上房屋征收与补偿条例》第十七条', '2026-10-09', '苏敬文');
INSERT INTO faq(item_id, seq, question, answer, basis, answered_on, reviewer) VALUES ('YS-D34', 3, '可以只要钱，不要房吗？', '可以。货币补偿和产权调换由被征收人自己选择，任何单位和个人不得代为决定或者限制选择。', '《国有土地上房屋征收与补偿条例》第二十一条', '2026-10-09', '苏敬文');
INSERT INTO faq(item_id, seq, question, answer, basis, answered_on, reviewer) VALUES ('YS-D34', 4, '选择产权调换，差价怎样结算？', '被征收房屋价值按评估结果计算，南湖新苑住房按每平方米4980元计算，两者相减。新房价值较高的，由被征收人补交；被征收房屋价值较高的，由征收部门支付。例如：房屋价值300000元，选65平方米住房，价值323700元，应补交23700元。', '《国有土地上房屋征收与补偿条例》第二十一条第二款', '2026-10-16', '苏敬文');
INSERT INTO faq(item_id, seq, question, answer, basis, answered_on, reviewer) VALUES ('YS-D34', 5, '证上的面积和实测面积不一样，按哪个算？', '差额不超过百分之三的，按两者中较大的计算。超过百分之三的，由县自然资源局查明原因，出具书面认定意见，按认定面积计算，并在现场公布。', '补偿方案第八条', '2026-10-16', '苏敬文');
INSERT INTO faq(item_id, seq, question, answer, basis, answered_on, reviewer) VALUES ('YS-D34', 6, '没有产权证的房子补不补？', '要看认定结果。认定为合法建筑的，或者是没有超过批准期限的临时建筑，给予补偿；认定为违法建筑或者超过批准期限的临时建筑，不予补偿。认定结果已在征收范围内公布，有异议的可以向县人民政府书面提出。', '《国有土地上房屋征收与补偿条例》第二十四条第二款', '2026-10-16', '苏敬文');
INSERT INTO faq(item_id, seq, question, answer, basis, answered_on, reviewer) VALUES ('YS-D34', 7, '临时安置费发到什么时候？', '选择货币补偿的，一次发给六个月。选择产权调换的，过渡期限为二十四个月，费用随补偿款一次发给；超过期限没有交房的，自逾期之月起按两倍标准逐月发放，直到交付当月。', '《国有土地上房屋征收与补偿条例》第二十二条；补偿方案第十五条', '2026-10-23', '苏敬文');
INSERT INTO faq(item_id, seq, question, answer, basis, answered_on, reviewer) VALUES ('YS-D34', 8, '签约后多长时间能拿到补偿款？', '补偿协议签订后十日内支付。款项由专户直接转入被征收人本人的账户，不经任何中间环节。应当先付款、后搬迁；款项没有付清的，可以不搬。', '《国有土地上房屋征收与补偿条例》第二十七条', '2026-10-23', '苏敬文');
INSERT INTO faq(item_id, seq, question, answer, basis, answered_on, reviewer) VALUES ('YS-D34', 9, '邻居还没有搬走，会不会停水停电？', '不会。楼内还有住户居住的，供水、供电、供热、供气和通行保持不变。以停水、停电、断路等方法迫使搬迁是法律禁止的行为，遇到这种情况，请立即拨打监督电话0000-555 0121或者12345。', '《国有土地上房屋征收与补偿条例》第二十七条第三款；《中华人民共和国行政强制法》第四十三条', '2026-10-30', '苏敬文');
INSERT INTO faq(item_id, seq, question, answer, basis, answered_on, reviewer) VALUES ('YS-D34', 10, '对征收决定不服，还能申请复议或者起诉吗？', '可以。自知道征收决定之日起六十日内，可以向北屏市人民政府申请行政复议；也可以自知道之日起六个月内，直接向北屏市中级人民法院提起行政诉讼。签约不影响依法救济的期限。', '《国有土地上房屋征收与补偿条例》第十四条；《中华人民共和国行政复议法》第二十条；《中华人民共和国行政诉讼法》第四十六条', '2026-10-30', '苏敬文');
INSERT INTO faq(item_id, seq, question, answer, basis, answered_on, reviewer) VALUES ('YS-D34', 11, '房主在外地，可以委托别人签约吗？', '可以。委托人应当出具经公证的授权委托书，写明委托事项和权限，受托人持委托书和双方有效证件办理。行动不便的，可以电话预约上门办理。', '补偿方案第二十一条', '2026-11-06', '苏敬文');
INSERT INTO faq(item_id, seq, question, answer, basis, answered_on, reviewer) VALUES ('YS-D34', 12, '商铺的停产停业损失怎样计算？', '按认定的商业面积每平方米每月55元，计六个月。认为实际损失高于这一标准的，可以申请评估，由选定的评估机构根据房屋被征收前的效益、停产停业期限等因素评估确定。', '《国有土地上房屋征收与补偿条例》第二十三条；补偿方案第十六条', '2026-11-06', '苏敬文');
INSERT INTO faq(item_id, seq, question, answer, basis, answered_on, reviewer) VALUES ('YS-D34', 13, '家里面积很小、生活困难，有没有照顾？', '住宅认定面积不足四十五平方米的，按四十五平方米计算，不足部分给予补助。符合住房保障条件的，优先给予住房保障，可以向县住房保障中心申请，不受轮候限制。', '《国有土地上房屋征收与补偿条例》第十八条；补偿方案第十九条', '2026-11-13', '苏敬文');
INSERT INTO faq(item_id, seq, question, answer, basis, answered_on, reviewer) VALUES ('YS-D34', 14, '屏幕上为什么能看到别人家的补偿？我的信息会上网吗？', '分户补偿情况依法应当在征收范围内向被征收人公布，便于互相监督。姓名遮盖一字，房号遮盖，不显示证件号码、电话和账号；只在征收范围内显示，不上互联网。', '《国有土地上房屋征收与补偿条例》第二十九条第一款', '2026-11-20', '苏敬文');
INSERT INTO person(item_id, seq, name, post, unit, certificate_no, trained_on, phone, hours, note) VALUES ('YS-D03', 1, '梁致远', '项目负责人', '云杉县房屋征收管理局', '云征证0003', '2026-05-25', '0000-555 0122', '每日 8:30—16:30', '主持项目实施，每周四接待来访');
INSERT INTO person(item_id, seq, name, post, unit, certificate_no, trained_on, phone, hours, note) VALUES ('YS-D03', 2, '苏敬文', '政策法规股股长', '云杉县房屋征收管理局', '云征证0005', '2026-05-25', '0000-555 0122', '工作日 8:30—16:30', '解释补偿方案，受理复议、诉讼权利咨询');
INSERT INTO person(item_id, seq, name, post, unit, certificate_no, trained_on, phone, hours, note) VALUES ('YS-D03', 3, '邵春晖', '签约一组组长', '云杉县房屋征收事务中心', '云征证0011', '2026-05-25', '0000-555 0123', '每日 8:30—16:30', '1号楼、2号楼、3号楼');
INSERT INTO person(item_id, seq, name, post, unit, certificate_no, trained_on, phone, hours, note) VALUES ('YS-D03', 4, '贺兰芝', '签约一组成员', '云杉县房屋征收事务中心', '云征证0012', '2026-05-25', '0000-555 0123', '每日 8:30—16:30', '1号楼、2号楼、3号楼');
INSERT INTO person(item_id, seq, name, post, unit, certificate_no, trained_on, phone, hours, note) VALUES ('YS-D03', 5, '穆立群', '签约二组组长', '云杉县房屋征收事务中心', '云征证0015', '2026-06-01', '0000-555 0124', '每日 8:30—16:30', '4号楼、5号楼、6号楼');
INSERT INTO person(item_id, seq, name, post, unit, certificate_no, trained_on, phone, hours, note) VALUES ('YS-D03', 6, '乔雨田', '签约二组成员', '云杉县房屋征收事务中心', '云征证0016', '2026-06-01', '0000-555 0124', '每日 8:30—16:30', '4号楼、5号楼、6号楼');
INSERT INTO person(item_id, seq, name, post, unit, certificate_no, trained_on, phone, hours, note) VALUES ('YS-D03', 7, '康凤鸣', '签约三组组长', '云杉县房屋征收事务中心', '云征证0018', '2026-06-01', '0000-555 0125', '每日 8:30—16:30', '平房区、临街商铺');
INSERT INTO person(item_id, seq, name, post, unit, certificate_no, trained_on, phone, hours, note) VALUES ('YS-D03', 8, '常晓峰', '房源和选房', '云杉县房屋征收事务中心', '云征证0021', '2026-06-01', '0000-555 0126', '工作日 8:30—16:30', '南湖新苑看房每日两次：9:00、14:00');
INSERT INTO person(item_id, seq, name, post, unit, certificate_no, trained_on, phone, hours) VALUES ('YS-D03', 9, '白静宜', '补偿款核算和支付', '云杉县房屋征收事务中心', '云征证0023', '2026-06-01', '0000-555 0127', '工作日 8:30—16:30');
INSERT INTO person(item_id, seq, name, post, unit, certificate_no, trained_on, phone, hours, note) VALUES ('YS-D03', 10, '段守成', '拆除现场安全员', '云杉县房屋征收事务中心', '云征证0026', '2026-10-26', '0000-555 0119', '作业期间 7:30—17:30', '作业期间在现场值守');
INSERT INTO person(item_id, seq, name, post, unit, certificate_no, trained_on, phone, hours, note) VALUES ('YS-D03', 11, '薄秋实', '档案管理', '云杉县房屋征收事务中心', '云征证0028', '2026-06-01', '0000-555 0128', '工作日 8:30—16:30', '一户一档，凭本人有效证件查阅');
INSERT INTO ledger(item_id, seq, name, name_ko, state, due_households, resettled, overdue, due_on, new_due_on, reason, measure, owner, allowance) VALUES ('HL-D30', 1, '河东新城3号楼', '하동신성 3호동', 'now', 18, 14, 4, '2025-10-20', '2027-01-01', '二次供水设备到货晚', '设备已于11月18日安装，逐户通水验收后交钥匙', '县住房保障中心', '按协议标准两倍发放，已发至上季度末');
INSERT INTO ledger(item_id, seq, name, name_ko, state, due_households, resettled, overdue, due_on, new_due_on, reason, measure, owner, allowance) VALUES ('HL-D30', 2, '河东新城5号楼', '하동신성 5호동', 'late', 16, 0, 16, '2025-10-20', '2027-04-23', '原施工单位解除合同，重新招标', '新施工单位11月4日进场，每周五公布进度', '县住房和城乡建设局', '按协议标准两倍发放，已发至上季度末');
INSERT INTO ledger(item_id, seq, name, name_ko, state, due_households, resettled, overdue, due_on, new_due_on, reason, measure, owner, allowance) VALUES ('HL-D30', 3, '河东新城6号楼', '하동신성 6호동', 'late', 12, 0, 12, '2025-10-20', '2027-05-28', '消防设计变更，重新审查', '审查已通过，12月2日恢复施工', '县住房和城乡建设局', '按协议标准两倍发放，已发至上季度末');
INSERT INTO ledger(item_id, seq, name, name_ko, state, due_households, resettled, overdue, due_on, new_due_on, reason, measure, owner, allowance) VALUES ('HL-D30', 4, '河东新城沿街商业用房', '하동신성 거리상가용 건물', 'late', 6, 0, 6, '2025-11-19', '2027-04-02', '供电增容工程晚', '专线电缆敷设完成七成，另租临时摊位由县财政支付', '县住建局、供电公司', '停产停业损失补偿按月发放');
INSERT INTO ledger(item_id, seq, name, name_ko, state, due_households, resettled, overdue, due_on, measure, owner, allowance) VALUES ('HL-D30', 5, '河东新城1号楼', '하동신성 1호동', 'done', 24, 24, 0, '2025-10-20', '已全部交付', '县住房保障中心', '交付当月停发');
INSERT INTO ledger(item_id, seq, name, name_ko, state, due_households, resettled, overdue, due_on, measure, owner, allowance) VALUES ('HL-D30', 6, '河东新城2号楼', '하동신성 2호동', 'done', 20, 20, 0, '2025-10-20', '已全部交付', '县住房保障中心', '交付当月停发');
INSERT INTO reward_tier(item_id, seq, name, valid_from, valid_until, amount, unit, note) VALUES ('LQ-D09', 1, '拟设第一段', '2027-03-08', '2027-04-06', '220', '元／平方米', '日期为预计，以征收决定公告后确定的签约期限为准');
INSERT INTO reward_tier(item_id, seq, name, valid_from, valid_until, amount, unit) VALUES ('LQ-D09', 2, '拟设第二段', '2027-04-07', '2027-05-06', '150', '元／平方米');
INSERT INTO reward_tier(item_id, seq, name, valid_from, valid_until, amount, unit) VALUES ('LQ-D09', 3, '拟设第三段', '2027-05-07', '2027-06-05', '80', '元／平方米');
COMMIT;
