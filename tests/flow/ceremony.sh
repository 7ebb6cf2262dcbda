#!/usr/bin/env bash
# What an office's people do with keys, by hand and with the words of docs/operating.md: the ceremony with a threshold of two, a
# publication that collects its signatures on sticks, what each signer is shown, the drill for stolen keys, a root renewed, a
# publication lost, changed and carried on a stick, and what `feeder status` says before anything runs out.
. "$(dirname "$0")/lib.sh"
need jq sqlite3 faketime
cd "$work"
feeder=$BIN/feeder
body() { printf '%s\n' "$1" >body.txt; }
add() { body "$2"; exits 0 "$feeder" add --case case.db --catalogue D14 --title "$1" --id "$3" "${@:4}" body.txt; }
office() { exits 0 "$feeder" pull --config office.ini; exits "${1:-0}" "$feeder" publish --config office.ini; }
site() { "$feeder" pull --source "${2:-file://$work/pub/}" --cache "$1" --trust root.json; }
shown() { cache_sql "$1" "SELECT coalesce(group_concat(id, ' '), '') FROM (SELECT id FROM item ORDER BY id)"; }
said() { grep -qE -- "$1" "$work/out" || { cat "$work/out" >&2; fail "nothing about \"$1\" on stdout"; }; }
silent() { ! grep -qE -- "$1" "$work/out" || { cat "$work/out" >&2; fail "\"$1\" on stdout"; }; }

note "the ceremony: three keys each, any two sign; each to its place"
exits 0 "$feeder" keys new --to ceremony --threshold 2
exits 0 "$feeder" keys show ceremony
said 'root 2/3'
said '有效至 .* \(109[45] 天后\)'
mkdir safe1 safe2 spare desk1 desk2 owner1 owner2
mv ceremony/root-1.key safe1/; mv ceremony/root-2.key safe2/
mv ceremony/*-3.key spare/
mv ceremony/targets-1.key owner1/; mv ceremony/targets-2.key owner2/
mv ceremony/texts-1.key desk1/; mv ceremony/texts-2.key desk2/
mv ceremony keys && cp keys/1.root.json root.json
cat >office.ini <<INI
[source]
uri = sqlite:$work/case.db
[cache]
path = $work/cache.db
[publish]
to = $work/pub
keys = $work/keys
INI
exits 0 "$feeder" check-config office.ini

note "the first publication waits for two owners, then for two editors"
add 征收决定公告 第一条 one
add 补偿方案公告 第一条 two
add 旧通知 第一条 old
office 2
says 'keys/pending/targets.json 2'
exits 2 "$feeder" keys sign keys/pending --keys owner1 # nobody to ask
says not-confirmed
equal "signatures" 0 "$(jq '.signatures | length' keys/pending/targets.json)"
for owner in owner1 owner2; do cp -r keys/pending stick; exits 0 "$feeder" keys sign stick --keys $owner --yes; cp stick/*.json keys/pending/; rm -r stick; done
said '~.texts 门限 0 → 2'
office
says '~.texts.json 2'
cp -r keys/pending stick
exits 0 "$feeder" keys review stick
said '新增 征收决定公告 编号 one 版本 1'
said '合计 新增 3，修改 0，撤下 0'
exits 0 "$feeder" keys sign stick --keys desk1 --yes
said '~.texts.json 新增签名 1，现有签名 1'
exits 0 "$feeder" keys sign stick --keys desk1 --yes
said '新增签名 0，现有签名 1'
cp stick/*.json keys/pending/
office
exits 0 site site.db
equal "with one signature" "" "$(shown site.db)"
exits 0 "$feeder" keys sign stick --keys desk2 --yes
cp stick/*.json keys/pending/
office
exits 0 site site.db
equal "with two signatures" "old one two" "$(shown site.db)"
equal "nothing waits" "" "$(find keys/pending -type f)"

note "what the next signer is shown: added, changed, withdrawn against what is published"
add 征收补充公告 第二条 three --priority urgent
add 补偿方案公告（更正） 第二条 two
exits 0 "$feeder" withdraw --case case.db --id old --reason 文号有误
office
rm -r stick; cp -r keys/pending stick
exits 0 "$feeder" keys review stick --keys desk1
said '新增 征收补充公告 编号 three 版本 1 .*紧急'
said '修改 补偿方案公告（更正） 原题 补偿方案公告 编号 two 版本 1 → 2'
said '撤下 旧通知 编号 old 理由 文号有误'
said '合计 新增 1，修改 1，撤下 1，不再列出 0，未变 1'
said '对照已发布的版本 1$'
silent '第二条'
exits 0 "$feeder" keys review stick --full
said '第二条'
exits 0 "$feeder" keys review stick --keys owner1 # nothing for the owner
said '没有要由本机密钥签名的文件'

note "nobody signs what nobody can read"
cp -r stick forged
for file in forged/targets/~/texts/*.three.json; do sed -i s/第二条/第三条/ "$file"; done
exits 1 "$feeder" keys sign forged --keys desk1 < /dev/null
says unreadable
said '读不出来'
equal "untouched" 0 "$(jq '.signatures | length' 'forged/~.texts.json')"
for desk in desk1 desk2; do exits 0 "$feeder" keys sign stick --keys $desk --yes; done
cp stick/*.json keys/pending/
office
exits 0 site site.db
equal "as signed" "one three two" "$(shown site.db)"

note "a screen inside the area: two owners sign, who see its name and key"
key=$("$feeder" status --cache site.db --json | jq -r .screen_key)
exits 0 "$feeder" screens add "$key" --keys keys --name 东门 --inside-area
said 'pending/screens.json 还缺签名 2'
rm -r stick; cp -r keys/pending stick
exits 0 "$feeder" keys sign stick --keys owner1 --yes
said "登记屏幕 东门 征收范围内 $key"
exits 0 "$feeder" keys sign stick --keys owner2 --yes
cp stick/*.json keys/pending/
exits 0 "$feeder" screens list --keys keys
said "$key"

note "the drill: one editor's key, the figures key, the timestamp key"
stolen=$(jq -r '.keyids[0]' keys/texts-1.pub.json)
exits 0 "$feeder" keys new --to desk1 --role texts
said 'desk1/texts-2.key'
exits 0 "$feeder" keys add desk1/texts-2.pub.json --keys keys
exits 0 "$feeder" keys revoke "$stolen" --keys keys
rm desk1/texts-1.key
exits 0 "$feeder" keys rotate figures --keys keys
rm keys/figures-1.key
office
rm -r stick; cp -r keys/pending stick
exits 0 "$feeder" keys sign stick --keys owner1 --yes
said "~.texts 停用密钥 $stolen"
exits 0 "$feeder" keys sign stick --keys owner2 --yes
cp stick/*.json keys/pending/
office
exits 0 site site.db # between the two signatures: what is there stays
equal "between" "one three two" "$(shown site.db)"
equal "between" role-lapsed "$(alarms site.db)"
exits 0 site site.db # nothing happened to its disk
equal "still between" role-lapsed "$(alarms site.db)"
exits 0 "$feeder" keys rotate timestamp --keys keys
mkdir stick2; cp keys/*.root.json stick2/
exits 0 "$feeder" keys sign stick2/2.root.json --keys safe1 --yes
said 'timestamp 停用密钥'
exits 0 "$feeder" keys sign stick2/2.root.json --keys safe2 --yes
cp stick2/2.root.json keys/
rm keys/timestamp-1.key
# What the thief's key signed is signed anew by those who are left.
office
rm -r stick; cp -r keys/pending stick
for desk in desk1 desk2; do exits 0 "$feeder" keys sign stick --keys $desk --yes; done
cp stick/*.json keys/pending/ 2>/dev/null || true
office
exits 0 site site.db
equal "after the drill" "one three two" "$(shown site.db)"
equal "after the drill" "" "$(alarms site.db)"
equal "the new root" 2 "$(cache_sql site.db "SELECT max(version) FROM chain WHERE name = 'root.json'")"

note "a root is renewed with the same keys"
exits 0 "$feeder" keys renew --keys keys
mkdir stick3; cp keys/*.root.json stick3/
for safe in safe1 safe2; do exits 0 "$feeder" keys sign stick3/3.root.json --keys $safe --yes; done
cp stick3/3.root.json keys/
office
exits 0 site site.db

note "the publication's folder is lost, or changed by others"
cp -r pub mirror
sed -i s/snapshot/snapshat/ pub/metadata/timestamp.json
office
says 改动过
exits 0 site site.db
mv pub gone; mv pub.work gone.work
exits 1 "$feeder" publish --config office.ini
says publication-lost
exits 0 "$feeder" copy --from "file://$work/mirror/" --to pub
office
exits 0 site site.db
equal "as before" "one three two" "$(shown site.db)"

note "on a stick, pulled out in the middle, and back"
stick=$work/media/stick uri=file://$work/media/stick/publication/
exits 0 "$feeder" copy --from "file://$work/pub/" --to "$stick/publication"
exits 0 site cut.db "$uri"
equal "from the stick" "one three two" "$(shown cut.db)"
add 第四号公告 第四条 four
office
rm -r stick; cp -r keys/pending stick
for desk in desk1 desk2; do exits 0 "$feeder" keys sign stick --keys $desk --yes; done
cp stick/*.json keys/pending/
office
exits 0 "$feeder" copy --from "file://$work/pub/" --to "$stick/publication" --json
equal "what is no longer listed went" 1 "$([ "$(jq .removed "$work/out")" -gt 0 ] && echo 1)"
cp -r "$stick/publication" whole
rm "$stick"/publication/targets/~/texts/*.four.json # half of it
exits 1 site cut.db "$uri"
equal "half a stick" "one three two" "$(shown cut.db)"
rm -r "$stick" # pulled out
exits 1 site cut.db "$uri"
says 'source-unreachable|absent'
equal "without the stick" "one three two" "$(shown cut.db)"
mkdir -p "$stick"; cp -r whole "$stick/publication"
exits 0 site cut.db "$uri"
equal "back" "four one three two" "$(shown cut.db)"
equal "no alarm" "" "$(alarms cut.db)"
exits 1 "$feeder" copy --from "file://$work/mirror/" --to "$stick/publication"
says older

note "what is for the affected alone is read by who signs it, and lies open nowhere afterwards"
printf '张家补偿。\n' >body.txt
exits 0 "$feeder" add --case case.db --catalogue D31 --title 分户结果 --id ours --audience affected body.txt
office
! grep -rq 张家 keys/pending pub || fail "it lies open"
rm -rf stick; cp -r keys/pending stick
exits 0 "$feeder" keys review stick --full
said '新增 分户结果 编号 ours 版本 1 .*加密'
said '张家补偿'
for desk in desk1 desk2; do exits 0 "$feeder" keys sign stick --keys $desk --yes; done
cp stick/*.json keys/pending/
office
equal "nothing opens it any more" "" "$(find keys/pending -type f)"
exits 0 site site.db
equal "on the enrolled screen" "four one ours three two" "$(shown site.db)"

note "feeder status says what runs out, weeks before"
exits 0 "$feeder" status --config office.ini
said 'root .*要靠别处'
said 'timestamp .*本机自动续签'
equal "now" "" "$("$feeder" status --config office.ini --json | jq -r '[.alarms[].code] | join(" ")')"
equal "in 70 days" "publish-expires ~.texts" "$(faketime -f +70d "$feeder" status --config office.ini --json | jq -r '[.alarms[] | .code, .subject] | join(" ")')"
equal "in 340 days" "root false" "$(faketime -f +340d "$feeder" status --config office.ini --json | jq -r '.signatures[] | select(.role == "root") | "\(.role) \(.renewed)"')"
equal "in 340 days" "targets ~.texts" "$(faketime -f +340d "$feeder" status --config office.ini --json | jq -r '[.alarms[].subject] | join(" ")')"
exits 0 faketime -f +70d "$feeder" pull --config office.ini
exits 0 faketime -f +70d "$feeder" publish --config office.ini
says '~.texts.json'
