#!/bin/sh
# Makes the demo case database: make.sh CASE.db [YYYY-MM-DD]
# The date is the day the demo is "today"; default: today in China. An existing file is never overwritten.
# CASE_SCHEMA names another schema file (default: the embedded case database's).
set -eu

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "usage: make.sh CASE.db [YYYY-MM-DD]" >&2
    exit 2
fi
command -v sqlite3 >/dev/null || { echo "make.sh: sqlite3 is not installed" >&2; exit 1; }

case $1 in /*) target=$1 ;; *) target=$PWD/$1 ;; esac
day=${2:-$(sqlite3 :memory: "SELECT date('now', '+8 hours')")}
here=$(cd "$(dirname "$0")" && pwd)
schema=${CASE_SCHEMA:-$here/../case/sqlite.sql}
case $schema in /*) ;; *) schema=$PWD/$schema ;; esac

# Only digits and hyphens reach the SQL below, and only a day that exists.
case $day in
    [12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]) ;;
    *) echo "make.sh: $day is not a date like 2026-11-22" >&2; exit 2 ;;
esac
if [ "$(sqlite3 :memory: "SELECT coalesce(date('$day', '+0 days'), '')")" != "$day" ]; then
    echo "make.sh: there is no day $day" >&2
    exit 2
fi
if [ -e "$target" ]; then
    echo "make.sh: $target exists; it is not overwritten" >&2
    exit 1
fi

# Built beside its place and linked there: a failure leaves nothing behind, and a file that appears meanwhile stays.
building=$target.building.$$
trap 'rm -f "$building" "$building-wal" "$building-shm" "$building-journal"' EXIT
trap 'exit 1' HUP INT TERM
cd "$here"
sqlite3 -batch -bail "$building" >/dev/null <<SQL
.read '$schema'
CREATE TEMP TABLE demo_day AS SELECT '$day' AS today;
.read demo.sql
SQL
ln "$building" "$target" 2>/dev/null || { echo "make.sh: cannot create $target" >&2; exit 1; }
