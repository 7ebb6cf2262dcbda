#!/usr/bin/env bash
# Every kind of PNG and JPEG that offices, scanners, print shops and phones make: shown right, which somebody else's decoder says of what
# the screens are given, or refused with a reason that tells the clerk what to do.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq convert identify perl
cases=$SOURCE/tests/cases/attachment
cd "$work"
echo 正文 >body.txt

# One picture of four colours, so that each turn and each negative shows: red and green over blue and paper.
quarters="200,40,30 30,150,60 40,60,190 250,245,230"
whole() { convert -size "$1" xc:'rgb(250,245,230)' -sampling-factor "${3:-1x1}" -fill 'rgb(200,40,30)' -draw "rectangle 0,0 $((${1%x*} / 2 - 1)),$((${1#*x} / 2 - 1))" \
  -fill 'rgb(30,150,60)' -draw "rectangle $((${1%x*} / 2)),0 ${1%x*},$((${1#*x} / 2 - 1))" \
  -fill 'rgb(40,60,190)' -draw "rectangle 0,$((${1#*x} / 2)) $((${1%x*} / 2 - 1)),${1#*x}" -quality 92 "$2"; }
whole 64x48 base.png

after() { perl -0777 -pe "s/^(.{$2})/\$1$3/s" "$1"; } # after FILE OFFSET BYTES: bytes put in there
tiff() { printf 'MM\\0*\\0\\0\\0\\x08\\0\\x01\\x01\\x12\\0\\x03\\0\\0\\0\\x01\\0\\x0%d\\0\\0\\0\\0\\0\\0' "$1"; } # a directory with one entry: the orientation
exif() { after "$1" 2 "\\xff\\xe1\\x00\\x22Exif\\0\\0$(tiff "$2")"; }
in_png() { after "$1" 33 "$2"; } # a chunk behind the first, its checksum included

# ---- shown: FILE|QUARTERS, or "=" where ImageMagick's own upright rendering of the file says them
shown=()
add() { shown+=("$1|$2"); }
convert base.png -depth 16 -define png:bit-depth=16 -define png:exclude-chunks=gama,chrm,date PNG48:sixteen-bits.png; add sixteen-bits.png "$quarters"
! grep -qa gAMA sixteen-bits.png || fail "the picture says how its 16 bits are meant"
convert base.png -depth 16 -define png:bit-depth=16 -set gamma .45455 PNG48:sixteen-bits-told.png; add sixteen-bits-told.png "$quarters"
convert base.png -fill none -draw 'color 50,40 floodfill' PNG8:palette-transparent.png; add palette-transparent.png "200,40,30 30,150,60 40,60,190 255,255,255"
convert base.png -fill none -draw 'color 50,40 floodfill' PNG32:transparent.png; add transparent.png "200,40,30 30,150,60 40,60,190 255,255,255"
convert -size 64x48 xc:'gray(0)' -fill 'gray(128)' -draw 'rectangle 32,0 63,23' -fill 'gray(64)' -draw 'rectangle 32,24 63,47' -fill none -draw 'matte 50,40 floodfill' \
  -define png:color-type=4 -define png:exclude-chunks=gama,chrm,date grey-alpha.png
equal "grey with alpha, and no more" 4 "$(od -An -tu1 -j25 -N1 grey-alpha.png | tr -d ' ')"
convert -size 64x48 xc:black -fill white -draw 'rectangle 0,0 31,23' -fill black -draw 'rectangle 0,24 31,47' -monochrome -define png:bit-depth=1 PNG:one-bit.png
add one-bit.png "255,255,255 0,0,0 0,0,0 0,0,0"
convert base.png -interlace PNG interlaced.png; add interlaced.png "$quarters"
in_png base.png '\0\0\0\x08acTL\0\0\0\x01\0\0\0\0\xb4\x2d\xe9\xa0' >one-frame.png; add one-frame.png "$quarters"
in_png base.png '\0\0\0\x1aeXIf'"$(tiff 6)"'\xd6\x67\x4b\x69' >turned.png; add turned.png "40,60,190 200,40,30 250,245,230 30,150,60"
whole 64x48 plain.jpg; add plain.jpg "$quarters"
convert base.png -quality 92 -interlace JPEG progressive.jpg; add progressive.jpg "$quarters"
convert base.png -quality 92 -colorspace Gray grey.jpg; add grey.jpg =
convert base.png -quality 92 -sampling-factor 2x2,2x1,1x2 uneven.jpg; add uneven.jpg "$quarters"
cp "$cases/arithmetic.jpg" "$cases/rgb.jpg" .; add arithmetic.jpg "$quarters"; add rgb.jpg "$quarters"
convert base.png -quality 92 -colorspace CMYK inks.jpg; add inks.jpg "$quarters" # YCCK, as Adobe's programs and ImageMagick write it
equal "its kind" "Adobe 2" "$(perl -0777 -ne 'print "$1 ", ord $2 if /\xff\xee\x00\x0e(Adobe).{6}(.)/s' inks.jpg)"
exif inks.jpg 6 >inks-turned.jpg; add inks-turned.jpg "40,60,190 200,40,30 250,245,230 30,150,60"
# The same planes without the turn into YCC: black alone, which is a full Y and halves of Cb and Cr, reads as cyan with its black.
convert -size 64x48 xc:'gray(200)' -colorspace CMYK -quality 92 black-ink.jpg; add black-ink.jpg "200,200,200 200,200,200 200,200,200 200,200,200"
perl -0777 -pe 's/(\xff\xee\x00\x0eAdobe.{6})\x02/$1\x00/s' black-ink.jpg >inks-plain.jpg; add inks-plain.jpg "0,100,100 0,100,100 0,100,100 0,100,100"
after plain.jpg 2 '\xff\xe2\x00\x16ICC_PROFILE\0\x01\x01SECRET' >profile.jpg; add profile.jpg "$quarters"
for how in 1 2 3 4 5 6 7 8; do # blocks of 16 pixels that come out even, and a picture that leaves parts of them over
  whole 64x48 even.jpg 2x2; exif even.jpg $how >phone-$how.jpg; add phone-$how.jpg =
  [ $((how % 2)) = 0 ] || continue
  whole 61x47 odd.jpg 2x2; exif odd.jpg $how >phone-odd-$how.jpg; add phone-odd-$how.jpg =
done
grep -qaF ICC_PROFILE profile.jpg || fail "no profile in it"
equal "a phone's picture lies" 6 "$(identify -format '%[EXIF:Orientation]' phone-6.jpg)"

# points FILE [OPTION…]: the colours in the middle of its quarters
points() { local file=$1
  shift
  convert "$file" "$@" -colorspace sRGB -scale 40x40! -crop 2x2@ +repage -gravity center -crop 4x4+0+0 +repage -scale 1x1! \
    -format '%[fx:round(255*s.r)],%[fx:round(255*s.g)],%[fx:round(255*s.b)] ' info: | sed 's/ $//'; }
# near A B: each value within 12 of 255, a grey picture's 16 shades and a JPEG's loss
near() { awk -v a="$1" -v b="$2" 'BEGIN { n = split(a, x, /[ ,]/); m = split(b, y, /[ ,]/); if (n != 12 || m != 12) exit 1;
  for (i = 1; i <= n; i++) if (x[i] - y[i] > 12 || y[i] - x[i] > 12) exit 1 }'; }
! near "$quarters" "40,60,190 200,40,30 250,245,230 30,150,60" || fail "a turned picture counts as the same"

files=("${shown[@]%%|*}")
items=()
for ((part = 0; part < ${#files[@]}; part += 10)); do # a command takes 16 words
  exits 0 "$BIN/feeder" add --case case.db --id kinds-$part --catalogue D05 --title 征收范围 body.txt "${files[@]:$part:10}"
  items+=(kinds-$part)
done
exits 0 "$BIN/feeder" add --case case.db --id grey --catalogue D05 --title 征收范围 body.txt grey-alpha.png
exits 0 "$BIN/feeder" pull --source sqlite:case.db --cache office.db
for item in "${items[@]}" grey; do
  cache_sql office.db "SELECT CAST(bytes AS TEXT) FROM content JOIN item ON item.content = content.n WHERE id = '$item'" |
    tr -d '\n' |
    jq -r '.attachments[] | .name as $n | .pages[0] | "\($n) \(.)"' |
    while read -r name picture; do base64 -d <<<"$picture" >"out-$name"; done
done
for line in "${shown[@]}"; do
  name=${line%%|*} want=${line#*|}
  [ -s "out-$name" ] || fail "$name: nothing arrived"
  got=$(points "out-$name")
  [ "$want" != = ] || want=$(points "$name" -auto-orient)
  near "$got" "$want" || fail "$name: shown as $got, is $want"
  equal "$name: its size, nothing left to turn" "$(case $name in turned.png | inks-turned.jpg) echo 48x64 ;; *) convert "$name" -auto-orient -format %wx%h info: ;; esac) " "$(identify -format '%wx%h %[EXIF:Orientation]' "out-$name" 2>"$work/err")"
  ! grep -qaE 'Exif|eXIf|ICC_PROFILE|SECRET' "out-$name" || fail "$name: its notes travel along"
done
for name in inks.jpg arithmetic.jpg progressive.jpg uneven.jpg; do # baseline, Huffman, three colours: what each screen's decoder reads
  perl -0777 -ne 'exit !/\xff\xc0\x00\x11\x08.{4}\x03/s' "out-$name" || fail "$name: handed on as it came"
done
perl -0777 -ne 'exit !/\xff\xc0\x00\x0b\x08.{4}\x01/s' out-black-ink.jpg || fail "black ink alone is no grey picture"
equal "transparent grey on white" "0,0,0 128,128,128 255,255,255" \
  "$(for at in 5+5 50+5 50+40; do convert out-grey-alpha.png -crop "1x1+$at" -colorspace sRGB -depth 8 -format '%[fx:round(255*s.r)],%[fx:round(255*s.g)],%[fx:round(255*s.b)] ' info:; done | sed 's/ $//; s/13[0-9],13[0-9],13[0-9]\|12[0-9],12[0-9],12[0-9]/128,128,128/')"
note "${#shown[@]} kinds shown as they are"

# ---- refused: FILE CODE WORDS
in_png base.png '\0\0\0\x08acTL\0\0\0\x02\0\0\0\0\xf3\x8d\x93\x70' >moving.png
perl -0777 -pe 's/\xff\xee\x00\x0eAdobe.{7}//s' inks.jpg >inks-untold.jpg
perl -0777 -pe 's/(\xff\xc0\x00\x11)\x08/$1\x0c/' plain.jpg >twelve-bits.jpg
perl -0777 -pe 's/\xff\xc0(\x00\x11)/\xff\xc3$1/' plain.jpg >lossless.jpg
head -c $(($(stat -c %s inks.jpg) * 3 / 4)) inks.jpg >inks-cut.jpg
convert base.png scan.tiff; convert base.png moving.gif; convert base.png screen.bmp
printf '\0\0\0\x18ftypheic\0\0\0\0mif1heic' >phone.heic
printf 'RIFF\x24\0\0\0WEBPVP8 ' >web.webp
printf 'PK\3\4\x14\0\0\0\0\0\0\0\0\0' >notice.ofd
printf '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' >notice.wps
while read -r file code words; do
  [ -s "$file" ] || fail "no $file"
  exits 1 "$BIN/feeder" add --case case.db --id refused --catalogue D05 --title 征收范围 body.txt "$file"
  says "$code"; says "$words"
done <<'TABLE'
moving.png       picture-moves     附件是动画图片
inks-untold.jpg  picture-inks      请另存为.RGB.颜色的.JPEG
twelve-bits.jpg  picture-precision 颜色精度不是8位
lossless.jpg     picture-kind      请另存为普通的.JPEG
inks-cut.jpg     bad-attachment    附件不是完好的
scan.tiff        picture-format    请把这张图片.*另存为其中一种
moving.gif       picture-format    另存为其中一种
screen.bmp       picture-format    另存为其中一种
phone.heic       picture-format    HEIC
web.webp         picture-format    WebP
notice.ofd       document-format   另存为.PDF
notice.wps       document-format   另存为.PDF
TABLE
