#!/usr/bin/env bash
# Every character of every document appears on the pages, in order: documents of our own and, where they lie beside the
# checkout, the real ones. At four sizes, from SQLite.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq perl

documents=("$SOURCE/tests/cases/whole/notice.txt" "$SOURCE/tests/cases/whole/rules.md")
for real in "$SOURCE"/../shared/real/*.txt "$SOURCE"/../shared/real/*.md; do
  [ ! -e "$real" ] || documents+=("$real")
done
n=0
for file in "${documents[@]}"; do
  n=$((n + 1))
  exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D01 --title "文件$n" --id "doc-$n" "$file"
done
exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/cache.db" --json
equal "items accepted" "$n" "$(jq .accepted "$work/out")"

# What a reader must find: the body without white space; of Markdown, without its own signs. HTML is text to us.
expected() {
  case $1 in
  *.md) perl -CSD -0pe 's/^\xef\xbb\xbf//; s/^[ ]*\|?[ ]*:?-{3,}.*$//mg; s/^#+ //mg; s/^> //mg; s/^- //mg; s/\*\*|~~|\|//g; s/(?<!\*)\*(?!\*)//g' "$1" | without_space ;;
  *) without_space <"$1" ;;
  esac
}
for size in 1920x1080 1080x1920 640x480 320x160; do
  exits 0 "$BIN/kiosk" --cache "$work/cache.db" --snapshot "$work/pages" --size "$size"
  n=0
  for file in "${documents[@]}"; do
    n=$((n + 1))
    expected "$file" >"$work/want"
    text_of "$work/pages" "doc-$n" >"$work/got"
    cmp -s "$work/want" "$work/got" || {
      perl -CS -e 'local $/; open A,"<:utf8",$ARGV[0]; open B,"<:utf8",$ARGV[1]; $a=<A>; $b=<B>; for ($i=0; substr($a,$i,1) eq substr($b,$i,1); $i++) {} print "want …", substr($a,$i>15?$i-15:0,60), "\ngot  …", substr($b,$i>15?$i-15:0,60), "\n"' "$work/want" "$work/got" >&2
      fail "$(basename "$file") at $size: the text on the pages is not the text of the file"
    }
    # The index is honest: each page it names is there, numbered 1…n.
    jq -e --arg id "doc-$n" '[.[] | select(.item == $id)] | (map(.page) == [range(1; length + 1)])' "$work/pages/index.json" >/dev/null || fail "page numbers of doc-$n"
  done
  while read -r file; do [ -s "$work/pages/$file" ] || fail "no $file"; done < <(jq -r '.[].file' "$work/pages/index.json")
  note "$size: $(jq length "$work/pages/index.json") pages"
  rm -rf "$work/pages"
done
