#!/usr/bin/env bash
# The same kiosk on a Wayland compositor: pages are presented, a change of the cache wakes it, and it ends when the compositor goes
# away. Weston runs in an X display of its own: its headless backend has no seat, and SDL 2.26 crashes where there is none.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq weston
start_x 1400x900
export XDG_RUNTIME_DIR=$work/run
mkdir -m 700 "$work/run"
weston --backend=x11-backend.so --use-pixman --width=1280 --height=720 --idle-time=0 --socket=wayland-test --no-config >"$work/weston.log" 2>&1 & weston=$!
children+=($weston)
until_true 10 test -S "$work/run/wayland-test" || { cat "$work/weston.log" >&2; fail "weston does not start"; }
export WAYLAND_DISPLAY=wayland-test SDL_VIDEODRIVER=wayland
unset DISPLAY

case=$work/case.db cache=$work/cache.db
add() { exits 0 "$BIN/feeder" add --case "$case" "$@"; }
pull() { exits 0 "$BIN/feeder" pull --source "sqlite:$case" --cache "$cache"; }
add --catalogue D14 --title 征收决定公告 --id long "$SOURCE/tests/cases/whole/rules.md"
printf '第二份文件的正文。\n' >"$work/second.txt"
add --catalogue D01 --title 第二份文件 --id second "$work/second.txt"
pull
# 20 pages: under sanitizers or a busy machine slow, but all of them.
exits 0 timeout 120 "$BIN/kiosk" --cache "$cache" --trace --dwell 0.05 --pages 20
equal "pages presented" 20 "$(wc -l <"$work/out")"
equal "items presented" "long second" "$(jq -r .item "$work/out" | sort -u | tr '\n' ' ' | sed 's/ $//')"

rm -f "$work/trace"
"$BIN/kiosk" --cache "$cache" --trace --dwell 600 >"$work/trace" 2>"$work/kiosk.log" & kiosk=$!
children+=($kiosk)
until_true 10 test -s "$work/trace" || { cat "$work/kiosk.log" >&2; fail "nothing is presented"; }
printf '请立即绕行。\n' >"$work/urgent.txt"
add --catalogue D28 --audience public --priority urgent --title 停电通知 --id alert "$work/urgent.txt"
pull
until_true 5 grep -q '"alert"' "$work/trace" || fail "a change of the cache does not wake the kiosk"
before=$(awk '{print $14 + $15}' "/proc/$kiosk/stat"); sleep 3; after=$(awk '{print $14 + $15}' "/proc/$kiosk/stat")
[ $((after - before)) -le 30 ] || fail "a still page costs $((after - before)) ticks in 3 s"
note "20 pages on Wayland; woken by the cache; a still page costs $((after - before)) ticks in 3 s"
kill "$kiosk"
wait "$kiosk" 2>/dev/null || true

# The compositor dies under it: the kiosk ends, so that its supervisor starts it anew; it never hangs.
rm -f "$work/trace"
"$BIN/kiosk" --cache "$cache" --trace --dwell 600 >"$work/trace" 2>"$work/kiosk.log" & kiosk=$!
children+=($kiosk)
until_true 10 test -s "$work/trace" || fail "nothing is presented"
kill -KILL "$weston"
gone() { ! kill -0 "$kiosk" 2>/dev/null || [ "$(awk '{print $3}' "/proc/$kiosk/stat")" = Z ]; }
until_true 10 gone || fail "the kiosk hangs when the compositor is gone"
