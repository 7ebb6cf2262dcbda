#!/usr/bin/env bash
# What `cmake --install` leaves is a whole: programs that run from there, units that systemd accepts, configurations that the
# installed programs accept, the documents, and nothing of the build folder.
. "$(dirname "$0")/lib.sh"
need cmake sqlite3 jq
build=$(dirname "$BIN") root=$work/root
[ -e "$build/cmake_install.cmake" ] || fail "no build folder beside $BIN"
DESTDIR=$root cmake --install "$build" --prefix /usr >"$work/install.log" 2>&1 || { cat "$work/install.log" >&2; fail "cmake --install"; }
has() { [ -e "$root/$1" ] || { find "$root" -type f >&2; fail "$1 is not installed"; }; }
for file in usr/bin/feeder usr/bin/kiosk usr/lib/systemd/system/disclosure-feeder.service usr/lib/systemd/system/disclosure-kiosk.service \
  usr/share/disclosure/case/sqlite.sql usr/share/disclosure/site/feeder.ini usr/share/disclosure/site/kiosk.ini usr/share/disclosure/case/postgres.sql usr/share/doc/disclosure/operating.md; do has "$file"; done
config=$root/etc/disclosure
has etc/disclosure/feeder.ini
has etc/disclosure/kiosk.ini

# An update must not take the office's settings away.
echo '; edited' >>"$config/feeder.ini"
cp "$config/feeder.ini" "$work/edited.ini"
DESTDIR=$root cmake --install "$build" --prefix /usr >/dev/null 2>&1
cmp "$work/edited.ini" "$config/feeder.ini" || fail "an edited configuration was written over"
cmp "$SOURCE/assets/config/feeder.ini" "$config/feeder.ini.new" || fail "the new configuration is not beside it"

# Another prefix keeps everything to itself, and its units say so.
cmake --install "$build" --prefix "$work/opt" >/dev/null 2>&1
for unit in feeder kiosk; do
  grep -q "^ExecStart=$work/opt/bin/$unit .*--config $work/opt/etc/disclosure/$unit.ini" "$work/opt/lib/systemd/system/disclosure-$unit.service" ||
    fail "the unit of another prefix: $(grep ^ExecStart "$work/opt/lib/systemd/system/disclosure-$unit.service")"
done

# The programs need nothing of the checkout: no rpath, no path of it inside.
for program in feeder kiosk; do
  [ -x "$root/usr/bin/$program" ] || fail "$program cannot be run"
  ! readelf -d "$root/usr/bin/$program" 2>/dev/null | grep -qE 'R(UN)?PATH' || fail "$program has an rpath"
done
exits 0 "$root/usr/bin/feeder" check-config "$config/feeder.ini"
exits 0 "$root/usr/bin/feeder" check-config "$root/usr/share/disclosure/site/feeder.ini"
printf '安装之后的第一份文件。\n' >"$work/body.txt"
exits 0 "$root/usr/bin/feeder" add --case "$work/case.db" --catalogue D01 --title 第一份文件 --id first "$work/body.txt"
sed "s|/var/lib/disclosure|$work|" "$config/feeder.ini" >"$work/feeder.ini"
exits 0 "$root/usr/bin/feeder" pull --config "$work/feeder.ini"
equal "items pulled with the installed configuration" 1 "$(items "$work/cache.db")"
cd / # not where the fonts' list or the assets lie
exits 0 "$root/usr/bin/kiosk" --config "$config/kiosk.ini" --cache "$work/cache.db" --snapshot "$work/pages"
equal "text from the installed kiosk" 安装之后的第一份文件。 "$(text_of "$work/pages" first)"
SDL_VIDEODRIVER=dummy exits 0 "$root/usr/bin/kiosk" --config "$config/kiosk.ini" --cache "$work/cache.db" --pages 1 --trace
equal "first page on the screen" first "$(jq -r .item "$work/out")"

# The office publishes with its configuration, everything in it switched on; a site follows with its own. Under the umask of the
# units a web server, which is another user, can read the publication, and nobody else the keys.
sed "s|/var/lib/disclosure|$work|; s|/srv/disclosure|$work/srv|; s|/etc/disclosure|$work|; s|^;\(\[publish\]\)|\1|; s|^;\([a-z_]* = \)|\1|
  s|^trust = .*|; |; s|^ca = .*|; |; s|^also = .*|; |; s|^passphrase_file = .*|; |" "$config/feeder.ini" >"$work/office.ini"
exits 0 "$root/usr/bin/feeder" check-config "$work/office.ini"
(umask "$(sed -n 's/^UMask=//p' "$root/usr/lib/systemd/system/disclosure-feeder.service")"
  exits 0 "$root/usr/bin/feeder" keys new --to "$work/keys"
  exits 0 "$root/usr/bin/feeder" publish --config "$work/office.ini")
equal "closed to the web server" "" "$(find "$work/srv/publication" ! -perm -o+r -o -type d ! -perm -o+x)"
equal "keys open to others" "$work/keys" "$(find "$work/keys" -maxdepth 0 -perm 0700)"
cp "$work/keys/1.root.json" "$work/root.json"
for ini in feeder kiosk; do
  sed "s|/var/lib/disclosure|$work/site|; s|/etc/disclosure|$work|; s|https://office.example|file://$work/srv|" "$root/usr/share/disclosure/site/$ini.ini" >"$work/site-$ini.ini"
done
mkdir "$work/site"
exits 0 "$root/usr/bin/feeder" pull --config "$work/site-feeder.ini"
exits 0 "$root/usr/bin/kiosk" --config "$work/site-kiosk.ini" --snapshot "$work/site-pages"
equal "text at the site" 安装之后的第一份文件。 "$(text_of "$work/site-pages" first)"

# What the screen writes about itself lies in the folder that its unit makes, which the group may enter; and the feeder looks there.
unit=$root/usr/lib/systemd/system/disclosure-kiosk.service
for ini in "$config" "$root/usr/share/disclosure/site"; do
  equal "report in $ini/kiosk.ini" "/run/$(sed -n 's/^RuntimeDirectory=//p' "$unit")/screen.json" "$(sed -n 's/^report = //p' "$ini/kiosk.ini")"
  file=$ini/feeder.ini; [ ! -e "$file.new" ] || file=$file.new
  equal "screen_report in $file" "$(sed -n 's/^report = //p' "$ini/kiosk.ini")" "$(sed -n 's/^screen_report = //p' "$file")"
done
equal "the report's folder" "0750 disclosure disclosure" \
  "$(sed -n 's/^RuntimeDirectoryMode=//p' "$unit") $(sed -n 's/^Group=//p' "$unit") $(sed -n 's/^Group=//p' "$root/usr/lib/systemd/system/disclosure-feeder.service")"

# The units name what was installed, and systemd finds no fault with them.
for unit in feeder kiosk; do
  file=$root/usr/lib/systemd/system/disclosure-$unit.service
  read -r program ini < <(sed -n "s/^ExecStart=\([^ ]*\) .*--config \([^ ]*\).*/\1 \2/p" "$file")
  has "$program"
  has "$ini"
  for document in $(sed -n 's/^Documentation=file://p' "$file"); do has "$document"; done
done
if command -v systemd-analyze >/dev/null; then
  for unit in feeder kiosk; do
    # Run from where it lies now; the users are made by the administrator (docs/operating.md).
    sed -e "s|=/usr/bin/|=$root/usr/bin/|; s|file:/usr|file:$root/usr|" -e 's/^User=.*/User=root/; s/^Group=.*/Group=root/' \
      "$root/usr/lib/systemd/system/disclosure-$unit.service" >"$work/disclosure-$unit.service"
    exits 0 systemd-analyze verify --man=no "$work/disclosure-$unit.service"
    ! grep -E "disclosure-$unit" "$work/err" || fail "systemd says something about disclosure-$unit"
    note "systemd accepts disclosure-$unit; exposure $(systemd-analyze security --offline=true "$work/disclosure-$unit.service" 2>/dev/null | tail -n 1 | grep -oE '[0-9.]+ [A-Z]+' || echo unknown)"
  done
else
  note "no systemd here: the units are not verified"
fi
