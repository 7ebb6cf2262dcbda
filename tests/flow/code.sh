#!/usr/bin/env bash
# The code of an item's address, read off the screen by somebody else's reader: on each page of every shape, and on a panel's last frame.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq zbarimg convert

printf '第一条　为了公开，制定本办法。\n%.0s' {1..30} >"$work/body.txt"
add() { exits 0 "$BIN/feeder" add --case "$work/case.db" --id "$1" --catalogue D14 --title 征收决定 "$work/body.txt"
  sqlite3 "$work/case.db" "UPDATE item SET url = $2 WHERE id = '$1'"; }
short=https://www.yunshan.example/gs/D14
long=http://www.yunshan.example/zwgk/zdlyxxgk/gytdsfwzsybc/202611/t20261122_409876.html
add short "'$short'"
add long "'$long'"
add none NULL
exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/cache.db"

# read_code PICTURE PART: what a reader finds in the lower right corner of so many per cent, as the screen shows it and as a camera
# sees it that is neither sharp nor straight
read_code() { local sharp photo
  convert "$1" -gravity southeast -crop "$2x$2%+0+0" +repage "$work/sharp.png"
  convert "$work/sharp.png" -resize 350% -blur 0x2 -background white -rotate 2 "$work/photo.png"
  sharp=$(zbarimg -q --raw "$work/sharp.png" 2>/dev/null) || true
  photo=$(zbarimg -q --raw "$work/photo.png" 2>/dev/null) || true
  [ "$sharp" = "$photo" ] && echo "$sharp" || echo "on screen \"$sharp\", photographed \"$photo\""; }
pages() { rm -rf "$work/pages"; exits 0 "$BIN/kiosk" --cache "$work/cache.db" --snapshot "$work/pages" --item "$1" --size "$2"; ls "$work/pages"/*.png; }

# read_from MILLIMETRES PICTURE: what a reader finds in the picture of a camera that is held so far from a screen of 55 inches, a little
# askew: 1,920 pixels across 70 degrees (a film's, not a photo's), neither sharp nor clean.
read_from() { local scale
  scale=$(identify -format "%[fx:100 * 1397 / hypot(w, h) / (2 * $1 * tan(35 * pi / 180) / 1920)]" "$2")
  convert "$2" -gravity southeast -crop 25x25%+0+0 +repage -background gray50 -rotate 3 -filter box -resize "$scale%" -blur 0x.5 \
    -seed 7 -attenuate .15 +noise Gaussian "$work/far.png"
  zbarimg -q --raw "$work/far.png" 2>/dev/null || true; }
for size in 1920x1080 1080x1920 3840x2160 1280x1024 1280x720; do
  for item in short long; do
    page=$(pages $item $size | tail -n 1)
    equal "$size $item" "${!item}" "$(read_code "$page" 25)"
    far=1500
    [ $item = short ] || far=1200 # more modules in the same place
    [ $size-$item != 1280x720-long ] || far=1000 # of two pixels each
    equal "$size $item from $far mm" "${!item}" "$(read_from $far "$page")"
  done
done
equal "nobody reads it from ten metres, nor does this camera" "" "$(read_from 10000 "$page")"
for item in short long; do
  list=$(pages $item 320x160)
  convert "$(tail -n 1 <<<"$list")" -filter point -resize 300% "$work/lamps.png" # a lamp has an extent
  equal "a panel's last frame, $item" "${!item}" "$(read_code "$work/lamps.png" 100)"
  equal "and on no other" "" "$(read_code "$(head -n 1 <<<"$list")" 100)"
done
equal "no address, no code" "" "$(read_code "$(pages none 1920x1080 | head -n 1)" 100)"
