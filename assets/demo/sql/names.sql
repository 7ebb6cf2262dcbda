-- Invented owners. Common surnames stand more than once, as in life; 61 and 97 are prime, so that number n takes surname
-- 7n mod 61 and given name 13n mod 97 and a pair returns only after 5,917 owners.
CREATE TEMP TABLE demo_surname AS SELECT key AS n, value AS surname FROM json_each('[
    "王","李","张","刘","陈","杨","赵","王","孙","李","张","周","吴","徐","刘","王","高","李","马","张",
    "朱","林","郭","何","王","刘","宋","梁","李","韩","唐","冯","于","张","董","陈","程","曹","赵","许",
    "吕","孙","欧阳","姜","崔","金","朴","丁","魏","薛","叶","田","司马","杜","王","李","潘","范","谭","石","邹"]');
CREATE TEMP TABLE demo_given AS SELECT key AS n, value AS given FROM json_each('[
    "桂芬","建国","秀兰","明","志强","淑珍","洪涛","丽华","永福","敏","德山","玉琴","海波","春生","静","树林","凤英","振东",
    "伟","美玲","长海","红梅","立新","云","国栋","淑华","玉山","晓东","桂荣","刚","景春","艳秋","福田","雪","文斌","秀云",
    "喜才","颖","庆丰","玉兰","铁军","丹","连生","淑清","宝库","慧","占山","亚杰","勇","桂香","守义","莉","金龙","素云",
    "广志","芳","成林","翠萍","辉","学文","秀芝","永哲","兰","殿臣","玉梅","浩","子轩","凤霞","磊","兴业","淑贤","军",
    "佳怡","万春","彩虹","超","德顺","雅琴","健","润生","秀珍","鹏","玉成","丽娟","东旭","惠民","红","继先","春梅","斌",
    "恩泽","月娥","峰","桂兰","守成","宁","长青"]');
CREATE TEMP TABLE demo_owner AS
WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 999)
SELECT number.n AS n, surname || given AS name
FROM number
JOIN demo_surname ON demo_surname.n = 7 * number.n % (SELECT count(*) FROM demo_surname)
JOIN demo_given ON demo_given.n = 13 * number.n % (SELECT count(*) FROM demo_given);
