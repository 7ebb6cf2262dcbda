#!/usr/bin/env bash
# What long documents cost: P4, layout beside Pango in the same process; the first page of half a million characters against that
# of a short notice, memory above the idle screen, its rise over 10,000 page turns, the processor time of a page turn at 1920x1080.
# Prints one table. Needs the release build, Xvfb, jq, cc and, for this bench alone, libpango1.0-dev. BENCH_RUNS (9); BENCH_TURNS (10000).
cd "$(dirname "$0")/../.."
export BIN=$PWD/build/bin SOURCE=$PWD
. tests/flow/lib.sh
runs=${BENCH_RUNS:-9} turns=${BENCH_TURNS:-10000}
need Xvfb jq cc pkg-config
pkg-config --exists pangoft2 || { echo "libpango1.0-dev is not installed"; exit 77; }

row() { printf '| %-3s | %-58s | %16s | %-34s |\n' "$@"; }
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
pss() { awk '/^Pss:/ {print $2}' "/proc/$1/smaps_rollup"; }
own() { awk '/^Pss_Anon:/ {print $2}' "/proc/$1/smaps_rollup"; } # what shared libraries count changes with who else has them open
ratio() { awk "BEGIN {printf \"%.2f\", $1 / $2}"; }

# The documents of the tests, or the real ones where they lie beside the checkout, until they have half a million characters.
bodies=("$SOURCE/tests/cases/whole/notice.txt" "$SOURCE/tests/cases/whole/rules.md")
for real in "$SOURCE"/../shared/real/*.txt; do [ ! -e "$real" ] || bodies+=("$real"); done
cat "${bodies[@]}" | perl -CSD -0777 -ne 'my $all = ""; $all .= "$_\n" while length $all < 500000; print substr($all, 0, 500000)' >"$work/long.txt"

# shellcheck disable=SC2046
cc -O2 -D_GNU_SOURCE -Ibuild/include -Ikiosk -o "$work/layout" tests/bench/layout.c $(pkg-config --cflags sdl2 pangoft2) \
  build/libkiosk_paint.a build/libkiosk_model.a build/libtrust.a build/libcontract.a \
  $(pkg-config --libs sdl2 SDL2_ttf SDL2_image icu-uc md4c libsodium sqlite3 jansson inih libqrencode libcrypto pangoft2) -lm
cc -O2 -o "$work/first_pixel" tests/bench/first_pixel.c -lX11
row '' what measured goal
row --- ---------------------------------------------------------- ---------------: ----------------------------------
SDL_VIDEODRIVER=dummy "$work/layout" "${bodies[@]}" >"$work/numbers"
of() { awk -v k="$1" '$1 == k {$1 = ""; print substr($0, 2)}' "$work/numbers"; }
row P4 "layout, M characters/s: ours, Pango ($(of pango_font))" "$(of ours_rate), $(of pango_rate)" ">= 10 times; is $(ratio "$(of ours_rate)" "$(of pango_rate)")"
row '' "lines set: ours, Pango" "$(of ours_lines), $(of pango_lines)" ''
row '' "opening $(of characters) characters, counting their pages, ms" "$(of open_ms), $(of count_ms)" "$(of pages) pages"
row '' 'page turn at 1920x1080, ms: median, p99, longest' "$(of turn_median_ms), $(of turn_p99_ms), $(of turn_max_ms)" '<= 33 (30 frames/s in software)'

start_x 1920x1080
for name in short long; do
  [ $name = long ] && body=$work/long.txt || body=${bodies[0]}
  "$BIN/feeder" add --case "$work/$name.db" --catalogue D01 --title 文件 --id "$name" "$body" >/dev/null
  "$BIN/feeder" pull --source "sqlite:$work/$name.db" --cache "$work/$name.cache" >/dev/null
done
first() { local i; for i in $(seq "$runs"); do "$work/first_pixel" 3 3 9E1B1E 30 "$BIN/kiosk" --cache "$1" 2>/dev/null; done | median; }
short=$(first "$work/short.cache") long=$(first "$work/long.cache")
row '' 'start to first page, ms: short, 500,000 characters' "$short, $long" "<= 1.25 times; is $(ratio "$long" "$short")"

screen() { # screen CACHE: a screen that turns its pages without pause; sets pid
  printf '[cache]\npath = %s\n[screen]\ntransition_ms = 0\n' "$1" >"$work/kiosk.ini" # pages turned for memory, not for the eye
  "$BIN/kiosk" --config "$work/kiosk.ini" --dwell 0.01 --trace >"$work/trace" 2>/dev/null &
  pid=$!
  children+=($pid)
}
shown() { until_true 900 sh -c "[ \$(wc -l <'$work/trace') -ge $1 ]"; } # shown N: so many pages were presented
end() { kill $pid; wait $pid 2>/dev/null || true; }
screen "$work/short.cache"; shown 100; idle=$(pss $pid); end
# Twice through and a half, then as often as it takes, so that the same page stands at both looks and no item is being opened.
screen "$work/long.cache"; shown 1
pages=$(head -n 1 "$work/trace" | jq .pages)
rounds=$(((turns + pages - 1) / pages))
shown $((2 * pages + pages / 2)); held=$(pss $pid) before=$(own $pid)
shown $(((2 + rounds) * pages + pages / 2)); after=$(own $pid); end
row '' 'memory, MiB PSS: idle, with 500,000 characters' "$(ratio "$idle" 1024), $(ratio "$held" 1024)" "<= 64 more; is $(ratio "$((held - idle))" 1024)"
row '' "rise over $((rounds * pages)) page turns, KiB" "$((after - before))" '<= 256'
