-- The demo case database: three fictional projects in fictional counties. Everything in it is invented.
-- Run by make.sh in this folder, on an empty case database, with the demo's day in the temporary table demo_day(today).
BEGIN;
.read sql/clock.sql
.read sql/names.sql
.read sql/project.sql
.read sql/general.sql
.read sql/liuquan.sql
.read sql/liuquan_houses.sql
.read sql/yunshan.sql
.read sql/yunshan_houses.sql
.read sql/yunshan_board.sql
.read sql/hualing.sql
.read sql/item.sql
.read sql/placeholder.sql
COMMIT;
