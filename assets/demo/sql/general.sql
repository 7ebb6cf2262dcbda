-- What belongs to no project: laws, local rules, the record of evaluators.
INSERT INTO demo_item(id, project, catalogue, kind, audience, issuer, doc_no, issued, title, body) VALUES
('GY-D01', NULL, 'D01', 'document', 'public', '北屏市住房和城乡建设局', NULL, -287,
 '国有土地上房屋征收与补偿国家法规政策目录和要点', 'GY-D01.md'),
('GY-D02', NULL, 'D02', 'document', 'public', '北屏市住房和城乡建设局', '北屏建征〔{{Y-280}}〕2号', -280,
 '国有土地上房屋征收与补偿地方政策目录和办理要点', 'GY-D02.md'),
('GY-D21', NULL, 'D21', 'document', 'public', '北屏市住房和城乡建设局', '北屏建征〔{{Y-45}}〕9号', -45,
 '关于房屋征收评估机构违规行为处理结果的公告', 'GY-D21.md');
