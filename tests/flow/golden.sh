#!/usr/bin/env bash
# Golden images: fixed pages of every kind in three shapes and in two languages, at a fixed time, beside the pictures in
# tests/cases/golden. Small differences pass, such as another release of the fonts makes; a block that moved by 8 pixels, a line that is
# missing and a wrong colour do not, which is proved on each run. UPDATE=1 renews the pictures: look at them before they are kept.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq convert faketime
golden=$SOURCE/tests/cases/golden
cd "$work"

# A page is compared at 480 pixels of width (a panel's at its own), by the means of blocks of 4x4: 16x16 pixels of the screen. Measured on
# four kinds: a softened page differs by up to 10 of 255 in one block and .6 in the mean, glyphs a whole pixel off by 21 and 1.2; a part
# that moved by 8 pixels by 65 and more in one block, a missing line by 80.
MOST_BLOCK=32
MOST_MEAN=2

# NAME SIZE ITEM PAGE [OPTION…]
pages="
document      1920x1080 YS-D14   1
document-2    1920x1080 YS-D14   2
plan          1920x1080 LQ-D09   1
plan-2        1920x1080 LQ-D09   3
progress      1920x1080 YS-D24   1
process       1920x1080 YS-D32-1 1
schedule      1920x1080 YS-D32-3 1
tasks         1920x1080 YS-D32-2 1
table         1920x1080 YS-D25   1
cards         1920x1080 YS-D03   1
faq           1920x1080 YS-D34   1
contacts      1920x1080 YS-D33   1
warning       1920x1080 YS-D28   1
compare       1920x1080 LQ-D10   1
message       1920x1080 YS-D35   1
ledger-ko     1920x1080 HL-D30   1 --lang zh+ko
document-ko   1920x1080 HL-D14   1 --lang zh+ko
document-tall 1080x1920 YS-D14   1
progress-tall 1080x1920 YS-D24   1
process-tall  1080x1920 YS-D32-1 1
warning-tall  1080x1920 YS-D28   1
document-led  320x160   YS-D14   3
progress-led  320x160   YS-D24   2
process-led   320x160   YS-D32-1 2
warning-led   320x160   YS-D28   1
"
sqlite3 -batch -bail case.db <<SQL >/dev/null
.read '$SOURCE/assets/case/sqlite.sql'
.read '$golden/case.sql'
SQL
exits 0 env TZ=UTC faketime '2026-12-16 02:41:30' "$BIN/feeder" pull --source sqlite:case.db --cache cache.db

page_of() { # page_of SIZE ITEM PAGE [OPTION…]: the picture of that page
  local size=$1 item=$2 page=$3
  shift 3
  local dir="$item-$size"
  [ -d "$dir" ] || exits 0 "$BIN/kiosk" --cache cache.db --snapshot "$dir" --item "$item" --size "$size" --at 2026-12-16T02:42:00Z "$@"
  echo "$dir/$(jq -r --argjson p "$page" '[.[] | select(.page == $p)][0].file' "$dir/index.json")"; }
small() { convert "$1" -filter box -resize '480x>' -posterize 16 -define png:compression-level=9 -strip "$2"; } # sixteen steps a colour: a quarter of the bytes
# differs A B: "largest-block mean", of 255
differs() { local size
  size=$(identify -format '%[fx:ceil(w/4)]x%[fx:ceil(h/4)]!' "$1")
  convert "$1" "$2" -colorspace sRGB -scale "$size" -compose difference -composite -format '%[fx:round(maxima*255)] %[fx:mean*255]' info:; }
same() { local block mean
  read -r block mean <<<"$(differs "$1" "$2")"
  awk -v b="$block" -v m="$mean" -v mb=$MOST_BLOCK -v mm=$MOST_MEAN 'BEGIN { exit !(b <= mb && m <= mm) }'; }

wrong=0
while read -r name size item page options; do
  [ -n "$name" ] || continue
  picture=$(page_of "$size" "$item" "$page" $options)
  [ -f "$picture" ] || { echo "FAIL $name: no page $page of $item" >&2; wrong=1; continue; }
  small "$picture" "$name.png"
  [ -z "${SHOW:-}" ] || [ ! -f "$golden/$name.png" ] || note "$name $(differs "$name.png" "$golden/$name.png")"
  if [ -n "${UPDATE:-}" ]; then
    cp "$name.png" "$golden/$name.png"
  elif [ ! -f "$golden/$name.png" ]; then
    echo "FAIL $name: no picture to hold it against; UPDATE=1 makes it" >&2; wrong=1
  elif [ "$(identify -format %wx%h "$name.png")" != "$(identify -format %wx%h "$golden/$name.png")" ] || ! same "$name.png" "$golden/$name.png"; then
    read -r block mean <<<"$(differs "$name.png" "$golden/$name.png")"
    echo "FAIL $name ($item, page $page, $size): a block differs by $block of 255 (at most $MOST_BLOCK), all by $mean (at most $MOST_MEAN)" >&2
    wrong=1
    [ -z "${KEEP:-}" ] || cp "$name.png" "$KEEP/$name.png" # KEEP=folder: for the eye
  fi
done <<<"$pages"
for picture in "$golden"/*.png; do
  grep -qE "^$(basename "$picture" .png) " <<<"$pages" || { echo "FAIL $picture belongs to no page" >&2; wrong=1; }
done
[ "$wrong" = 0 ] || exit 1
total=$(cat "$golden"/*.png | wc -c)
note "$(ls "$golden"/*.png | wc -l) pictures, $((total / 1024)) KB"
[ "$total" -le 614400 ] || fail "the pictures have $total bytes"

# mutated NAME WHAT CONVERT-OPTIONS…: that page, changed as screens are when something goes wrong, must fail
mutated() { local name=$1 what=$2 size item page options
  shift 2
  read -r _ size item page options <<<"$(grep -E "^$name " <<<"$pages")"
  convert "$(page_of "$size" "$item" "$page" $options)" "$@" mutant-full.png
  small mutant-full.png mutant.png
  ! same mutant.png "$golden/$name.png" || fail "$what passes: $name, $(differs mutant.png "$golden/$name.png")"; }
tolerated() { local name=$1 what=$2 size item page options
  shift 2
  read -r _ size item page options <<<"$(grep -E "^$name " <<<"$pages")"
  convert "$(page_of "$size" "$item" "$page" $options)" "$@" mutant-full.png
  small mutant-full.png mutant.png
  same mutant.png "$golden/$name.png" || fail "$what does not pass: $name, $(differs mutant.png "$golden/$name.png")"; }
for name in document progress message table; do
  mutated $name "a block that moved by 8 pixels" \( +clone -crop 500x100+80+300 +repage \) -geometry +88+300 -composite
  mutated $name "a page that moved by 8 pixels" -roll +0+8
  tolerated $name "a page softened by another rasteriser" -blur 0x0.6
  tolerated $name "glyphs that stand a pixel off" -distort SRT '0,0 1 0 1,0'
done
mutated document "a missing line" -fill '#ffffff' -draw 'rectangle 160,480 1180,530'
mutated progress "a missing label" -fill '#f7f4ec' -draw 'rectangle 60,270 200,310'
mutated document "a wrong colour of the band" -fill '#1f5a99' -fuzz 10% -opaque '#9b1b1e'
mutated progress "bars of another colour" -fill '#b3261e' -fuzz 10% -opaque '#1f5a94'
mutated progress-led "a missing figure" -fill black -draw 'rectangle 0,40 319,100'
