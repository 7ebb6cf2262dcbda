#!/usr/bin/env bash
# The whole display on this machine: installs what is missing, builds, fills the embedded case database with three fictional
# projects, starts the feeder as a daemon and the kiosk on the display. Options go to the kiosk (--windowed, --lang zh+ko,
# --size 1080x1920, --dwell 5 …). Without a display every page is written as a PNG. Ctrl-C stops all of it.
set -euo pipefail
cd "$(dirname "$0")"
. assets/packages/install.sh
say() { printf '%s\n' "$*"; }

say "一、检查软件包 / packages"
install_packages build demo
say "二、编译（首次约一分钟）/ build"
[ -f build/build.ninja ] || cmake --preset release >/dev/null
cmake --build --preset release -- --quiet

home=build/demo
today=$(TZ=Asia/Shanghai date +%F)
mkdir -p "$home"
if [ "$(cat "$home/day" 2>/dev/null)" != "$today" ] || [ assets/demo -nt "$home/day" ]; then
  say "三、建立演示案件库（三个虚构项目）/ demo case database"
  rm -f "$home"/case.db* "$home"/cache.db*
  assets/demo/make.sh "$home/case.db" "$today"
  echo "$today" > "$home/day"
else
  say "三、沿用今天的演示案件库 / demo case database of today"
fi
cat > "$home/feeder.ini" <<INI
[source]
uri = sqlite:$PWD/$home/case.db
interval_seconds = 10
[cache]
path = $PWD/$home/cache.db
INI
cat > "$home/kiosk.ini" <<INI
[cache]
path = $PWD/$home/cache.db
[screen]
inside_area = yes
languages = zh+ko
[office]
name = 房屋征收信息公开
supervision = 12345
INI

say "四、拉取 / pull"
code=0
build/bin/feeder pull --config "$home/feeder.ini" || code=$?
[ "$code" -eq 0 ] || [ "$code" -eq 3 ] || exit "$code"

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  build/bin/feeder run --config "$home/feeder.ini" &
  feeder=$!
  kiosk=
  trap 'kill $feeder $kiosk 2>/dev/null || true; wait' EXIT
  trap 'exit 0' INT TERM
  say "五、上屏，按 Ctrl-C 结束 / on screen; Ctrl-C stops"
  say "    试一试 / try: build/bin/feeder add --case $home/case.db --catalogue D35 --priority urgent --title 停水通知 FILE.txt"
  build/bin/kiosk --config "$home/kiosk.ini" "$@" &
  kiosk=$!
  wait "$kiosk"
else
  say "五、没有显示器：把每一页写成 PNG / no display: every page as PNG"
  rm -rf "$home/pages"
  build/bin/kiosk --config "$home/kiosk.ini" "$@" --snapshot "$home/pages" --contact-sheet "$home/contact-sheet.png"
  say "    页面 / pages:        $PWD/$home/pages/"
  say "    总览 / contact sheet: $PWD/$home/contact-sheet.png"
fi
