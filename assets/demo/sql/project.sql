-- Three projects: under consultation, in the signing period, with overdue resettlement. Counties and codes do not exist.
INSERT INTO project(id, name, name_ko, short_name, division, stage_no, stage, stage_ko, department, implementer,
                    households, area, decided_on, sign_from, sign_until, hotline, supervision, sort)
WITH row(sort, id, name, name_ko, short_name, division, stage_no, stage, stage_ko, department, implementer, households,
         area, decided, sign_from, sign_until, hotline, supervision) AS (VALUES
    (1, 'liuquan-zhanqian', '柳泉县站前片区旧城区改建项目', NULL, '站前片区', '220991',
     3, '第三阶段 方案征求意见', NULL, '柳泉县住房和城乡建设局', '柳泉县房屋征收服务中心',
     126, NULL, NULL, NULL, NULL, '0000-555 0110', '0000-555 0111'),
    (2, 'yunshan-nandajie', '云杉县南大街片区棚户区改造项目', NULL, '南大街片区', '220992',
     8, '第八阶段 签约、补偿与搬迁', NULL, '云杉县房屋征收管理局', '云杉县房屋征收事务中心',
     312, NULL, -84, -49, 40, '0000-555 0120', '0000-555 0121'),
    (3, 'hualing-hedong', '花岭县河东片区棚户区改造项目', '화령현 하동구역 판자집구역 개조대상', '河东片区', '222499',
     9, '第九阶段 安置交付与归档', '제9단계 안치주택 교부와 서류정리', '花岭县住房和城乡建设局', '花岭县房屋征收经办中心',
     148, '10212.60', -1183, -1155, -1066, '0000-555 0130', '0000-555 0131'))
SELECT id, name, name_ko, short_name, division, stage_no, stage, stage_ko, department, implementer, households, area,
       date(monday, decided || ' days'), date(monday, sign_from || ' days'), date(monday, sign_until || ' days'),
       hotline, supervision, sort
FROM row, demo_clock;
