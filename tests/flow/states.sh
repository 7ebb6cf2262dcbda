#!/usr/bin/env bash
# A real kiosk in a real window, from FRESH to DEAD: the site's link is cut, and time goes by (libfaketime moves both the wall clock
# and the clock of the boot). Each state is told by --trace and looked at on a wide screen, a tall one and an LED panel; pictures
# stay in STATES_KEEP, if that is set. The state changes at the second, nothing comes back, and what is shown in EXPIRED is statutory.
. "$(dirname "$0")/lib.sh"
need sqlite3 jq faketime import convert
preload=$(faketime 2026-12-01 sh -c 'echo "$LD_PRELOAD"')
keep=${STATES_KEEP:-$work/pictures}
mkdir -p "$keep"
office() { exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/office.db"
  exits 0 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$work/keys"; }
# Both programs must see the same clock of the boot.
moved=(env "LD_PRELOAD=$preload" "FAKETIME_TIMESTAMP_FILE=$work/clock" FAKETIME_NO_CACHE=1 NO_FAKE_STAT=1)
clock() { echo "+$1" >"$work/clock.new"; mv "$work/clock.new" "$work/clock"; }
clock 0
follow() { "${moved[@]}" "$BIN/feeder" pull --source "file://$work/pub/" --cache "$work/site.db" --trust "$work/keys/1.root.json"; }
cat >"$work/kiosk.ini" <<INI
[cache]
path = $work/site.db
trust = $work/keys/1.root.json
[screen]
inside_area = yes
[office]
name = 榆川县房屋征收与补偿服务中心
hotline = 0000-555 0123
supervision = 12345
INI
exits 0 "$BIN/feeder" keys new --to "$work/keys"
cat >"$work/decision.txt" <<TEXT
为改善北桥片区居住条件，依据《国有土地上房屋征收与补偿条例》第八条、第十三条，本机关决定对北桥片区国有土地上房屋实施征收。现公告如下：
一、征收范围
东至桥东路，西至青石街，南至滨河路，北至长乐路，共486户，具体以征收范围图为准。
二、征收部门
房屋征收部门为榆川县住房和城乡建设局，实施单位为榆川县房屋征收与补偿服务中心。
TEXT
printf '搬迁期限自签约之日起60日。搬迁前请结清水、电、燃气费用。\n' >"$work/body.txt"
printf '北桥路口围挡施工，请绕行滨河路。\n' >"$work/warning.txt"
add() { exits 0 "$BIN/feeder" add --case "$work/case.db" "$@"; }
add --catalogue D14 --title 榆川县人民政府关于北桥片区旧城区改建项目房屋征收决定的公告 --id decision "$work/decision.txt"
add --catalogue D29 --title 搬迁期限和水电气结清说明 --id moving --audience public "$work/body.txt"
add --catalogue D28 --title 围挡施工 --id works "$work/warning.txt"
sqlite3 "$work/case.db" "UPDATE item SET doc_no = '榆政征〔2026〕3号', issuer = '榆川县人民政府' WHERE id = 'decision'"
office
exits 0 follow

show() { # show SIZE [OPTION…]
  local size=$1
  shift
  : >"$work/trace"
  clock 0
  "${moved[@]}" "$BIN/kiosk" --config "$work/kiosk.ini" --size "$size" --trace --dwell 0.1 "$@" >"$work/trace" 2>"$work/kiosk.log" & kiosk=$!
  children+=($kiosk)
}
hide() { kill "$kiosk"; wait "$kiosk" 2>/dev/null || true; }
# passes SECONDS STATE ITEMS: so much later these items, and no other, stand in that state
passes() {
  local from
  clock "$1"
  from=$(wc -l <"$work/trace")
  turned() { kill -0 "$kiosk" && [ "$(wc -l <"$work/trace")" -ge $((from + 3 + round)) ]; }
  until_true 20 turned || { tail -n 5 "$work/trace" "$work/kiosk.log" >&2; fail "$2: no page is turned any more"; }
  equal "$2: state" "$2" "$(tail -n +$((from + 3)) "$work/trace" | jq -r .state | sort -u)"
  equal "$2: items" "$3" "$(tail -n +$((from + 3)) "$work/trace" | jq -r .item | sort -u | paste -sd' ')"
}
# picture NAME [ITEM]: as it stands on the glass, the first page of that item
picture() {
  stands() { [ -z "${1:-}" ] || [ "$(tail -n 1 "$work/trace" | jq -r '"\(.item) \(.page)"')" = "$1 1" ]; }
  taken() { # the screen is held still, or it would have turned the page
    until_true 20 stands "${2:-}" || fail "$2 does not come round"
    kill -STOP "$kiosk"
    import -silent -window root "$keep/$1.png"
    stands "${2:-}"; local still=$?
    kill -CONT "$kiosk"
    return $still
  }
  until_true 20 taken "$@" || fail "no picture of $1"
}
all="decision moving works"
screens="1920x1080/zh+ko 1080x1920/zh 320x160/zh"
[ -z "${STATES_KEEP:-}" ] || screens="$screens 1920x1080/zh 1080x1920/zh+ko 320x160/zh+ko"
for screen in $screens; do
  size=${screen%/*} lang=${screen#*/}
  start_x "$size"
  round=8
  [ "$size" != 320x160 ] || round=40 # one statement a frame
  show "$size" --lang "$lang"
  passes 100 FRESH "$all"; picture "$size-$lang-fresh" decision
  passes 600 AGING "$all"; picture "$size-$lang-aging" decision
  passes 2400 STALE "$all"; picture "$size-$lang-stale" decision; picture "$size-$lang-stale-warning" works
  passes 90000 EXPIRED "decision works"; picture "$size-$lang-expired" decision
  passes $((366 * 86400)) DEAD ""; picture "$size-$lang-dead"
  hide
  note "$size $lang: FRESH, AGING, STALE, EXPIRED, DEAD"
done
