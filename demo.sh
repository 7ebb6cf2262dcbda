#!/usr/bin/env bash
# An office and a site on this machine, with nothing between them but a folder behind a web server: the office's feeder pulls the
# case database and publishes it signed, nginx serves the folder on loopback, the site's feeder follows it, the kiosk shows what
# it can verify. Options go to the kiosk (--windowed, --lang zh+ko, --size 1080x1920, --dwell 5 …). Without a display every page
# is written as a PNG. Ctrl-C stops all of it. Everything lies in build/demo; delete it to begin anew.
# DEMO_BIN=DIR takes programs that are built already and installs nothing; DEMO_HOME=DIR is another place than build/demo.
set -euo pipefail
cd "$(dirname "$0")"
say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

bin=${DEMO_BIN:-$PWD/build/bin} home=${DEMO_HOME:-$PWD/build/demo}
if [ -z "${DEMO_BIN:-}" ]; then
  . assets/packages/install.sh
  say "一、检查软件包 / packages"
  install_packages build demo
  say "二、编译（首次约一分钟）/ build"
  [ -f build/build.ninja ] || cmake --preset release >/dev/null
  cmake --build --preset release -- --quiet
fi
office=$home/office site=$home/site
feeder=$bin/feeder publication=$office/publication
mkdir -p "$home"
exec 9>"$home/lock"
flock -n 9 || die "演示已在运行 / the demo is running already"

# ---- what is started here is stopped here -----------------------------------------------------------------------------------
children=()
stop() {
  trap '' INT TERM HUP
  for pid in "${children[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${children[@]}"; do wait "$pid" 2>/dev/null || true; done
}
trap stop EXIT
trap 'exit 0' INT TERM HUP
start() { # start LOG COMMAND…: in the background, without the lock
  local log=$1
  shift
  "$@" >>"$log" 2>&1 9>&- &
  children+=($!)
}
# tolerant COMMAND…: 3 is "done, but something was refused", and says so itself
tolerant() { local code=0; "$@" || code=$?; [ "$code" -eq 0 ] || [ "$code" -eq 3 ] || exit "$code"; }
until_true() { # until_true SECONDS COMMAND…
  local end=$((SECONDS + $1))
  shift
  until "$@" 2>/dev/null; do [ $SECONDS -lt $end ] || return 1; sleep 0.05; done
}

# ---- the office ------------------------------------------------------------------------------------------------------------
today=$(TZ=Asia/Shanghai date +%F)
if [ "$(cat "$home/day" 2>/dev/null)" != "$today" ] || [ -n "$(find assets/demo assets/case -newer "$home/day" -print -quit)" ]; then
  say "三、局里：建立演示案件库（三个虚构项目）和密钥 / office: demo case database and keys"
  rm -rf "$office" "$site" "$home/day"
  mkdir -p "$office" "$site"
  assets/demo/make.sh "$office/case.db" "$today"
  "$feeder" keys new --to "$office/keys" >/dev/null
  echo "$today" >"$home/day"
else
  say "三、局里：沿用今天的演示案件库 / office: demo case database of today"
fi
cat >"$office/feeder.ini" <<INI
[source]
uri = sqlite:$office/case.db
interval_seconds = 30
[cache]
path = $office/cache.db
[publish]
to = $publication
keys = $office/keys
INI
say "四、局里：拉取案件库，签名发布到 ${publication#"$PWD/"} / office: pull, sign, publish into a folder"
publish() { tolerant "$feeder" publish --config "$office/feeder.ini" "$@"; }
tolerant "$feeder" pull --config "$office/feeder.ini"
publish >/dev/null

# ---- the way: any web server would do; it can hold things back, but change nothing -----------------------------------------
mkdir -p "$home/nginx"
serve() {
  local port
  answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port"); }
  fallen() { ! kill -0 "${children[-1]}"; }
  for port in $(seq 18080 18180); do
    ! answers 2>/dev/null || continue # somebody else's
    cat >"$home/nginx/nginx.conf" <<CONF
daemon off; worker_processes 1; pid $home/nginx/pid; error_log $home/nginx/error.log;
events { worker_connections 64; }
http {
  access_log off; root "$publication"; open_file_cache off;
  client_body_temp_path $home/nginx/1; proxy_temp_path $home/nginx/2; fastcgi_temp_path $home/nginx/3;
  uwsgi_temp_path $home/nginx/4; scgi_temp_path $home/nginx/5;
  server { listen 127.0.0.1:$port; }
}
CONF
    # As root its worker would be another user, who may not read here.
    start "$home/nginx/log" "$(PATH=$PATH:/usr/sbin command -v nginx || die "nginx?")" -c "$home/nginx/nginx.conf" -e "$home/nginx/error.log" \
      -g "$([ "$(id -u)" -ne 0 ] || echo 'user root;')"
    until_true 5 eval 'answers || fallen' || true
    if ! fallen 2>/dev/null; then url=http://127.0.0.1:$port/; return; fi
    unset 'children[-1]'
  done
  die "nginx: $(tail -n 1 "$home/nginx/log")"
}
serve
say "五、路上：nginx 在 $url 提供这个文件夹 / on the way: nginx serves the folder"

# ---- the site --------------------------------------------------------------------------------------------------------------
cp "$office/keys/1.root.json" "$site/root.json" # in life: handed over on a stick, never with the publication
cat >"$site/feeder.ini" <<INI
[source]
uri = $url
trust = $site/root.json
interval_seconds = 5
[cache]
path = $site/cache.db
INI
cat >"$site/kiosk.ini" <<INI
[cache]
path = $site/cache.db
trust = $site/root.json
[screen]
inside_area = yes
languages = zh+ko
report = $site/cache.db.screen
[office]
name = 房屋征收信息公开
supervision = 12345
INI
say "六、现场：跟随发布，逐条核验签名；登记本屏，才能读到只给被征收户看的内容 / site: follow and verify; enrol this screen, which opens what only affected households may see"
tolerant "$feeder" pull --config "$site/feeder.ini" >/dev/null
key=$("$feeder" status --cache "$site/cache.db" --json | sed -n 's/.*"screen_key":"\([0-9a-f]*\)".*/\1/p')
if ! "$feeder" screens list --keys "$office/keys" | grep -q "^$key "; then
  "$feeder" screens add "$key" --keys "$office/keys" --name 演示屏 --inside-area
  publish >/dev/null
fi
tolerant "$feeder" pull --config "$site/feeder.ini"

# ---- the screen ------------------------------------------------------------------------------------------------------------
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  say "七、没有显示器：把每一页写成 PNG / no display: every page as PNG"
  rm -rf "$home/pages"
  "$bin/kiosk" --config "$site/kiosk.ini" "$@" --snapshot "$home/pages" --contact-sheet "$home/contact-sheet.png"
  say "    页面 / pages:        $home/pages/"
  say "    总览 / contact sheet: $home/contact-sheet.png"
  exit
fi
start "$office/feeder.log" "$feeder" run --config "$office/feeder.ini"
start "$site/feeder.log" "$feeder" run --config "$site/feeder.ini"
cat <<SAY
七、上屏，按 Ctrl-C 结束 / on screen; Ctrl-C stops
    试一试，在另一个终端里 / try, in another terminal:
    紧急通知几秒后上屏（现场每 5 秒看一次）/ an urgent message, on the screen within seconds (the site looks every 5 s):
      echo 今晚八点起停水。 >message.txt
      $feeder add --case $office/case.db --catalogue D35 --priority urgent --title 停水通知 message.txt
    路上改一个字节：现场拒收，屏上内容不变，页脚有提示；半分钟内局里发现并恢复
    / change one byte on the way: the site refuses it, keeps what it has and says so; within half a minute the office puts it right:
      sed -i s/snapshot/snapshat/ $publication/metadata/timestamp.json
      $feeder status --cache $site/cache.db
    日志 / logs: $office/feeder.log  $site/feeder.log
SAY
"$bin/kiosk" --config "$site/kiosk.ini" "$@" 9>&- &
children+=($!)
wait "${children[-1]}"
