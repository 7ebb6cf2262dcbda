#!/usr/bin/env bash
# A publication as an office makes it: keys, items, a second signature from another desk, a rotated key, a screen, and the
# daemon that publishes by itself. What is on disk is checked with sha256sum and jq alone.
. "$(dirname "$0")/lib.sh"
need jq sha256sum
cd "$work"
feeder="$BIN/feeder"

version() { jq -r ".signed.meta[\"$1.json\"].version // 0" "repo/metadata/$(jq -r '.signed.meta["snapshot.json"].version' repo/metadata/timestamp.json).snapshot.json"; }
# entry ROLE PATH MEMBER: of the published role file
entry() { jq -r --arg p "$2" ".signed.targets[\$p].$3 // \"none\"" "repo/metadata/$(version "$1").$1.json"; }
# whole ROLE: every target that a role lists is there, byte for byte
whole() {
  jq -r '.signed.targets | to_entries[] | "\(.value.hashes.sha256) \(.key)"' "repo/metadata/$(version "$1").$1.json" |
  while read -r sha path; do
    echo "$sha  repo/targets/$(dirname "$path")/$sha.$(basename "$path")" | sha256sum --quiet -c - || fail "$path"
  done
}

note "keys: one for each role, secret halves for their owner alone"
exits 0 "$feeder" keys new --to keys
equal "keys" "$(ls keys/*.key | wc -l)" 6
equal "modes" "$(stat -c %a keys/*.key | sort -u)" 600
exits 2 "$feeder" keys new --to keys
exits 2 "$feeder" keys new
exits 2 "$feeder" keys rotate nobody --keys keys
mkdir safe && mv keys/root-1.key safe/

note "the first publication needs no root key"
printf '第一条　测试\n第二条　完\n' >body.txt
for i in 1 2 3 4; do "$feeder" add --case case.db --catalogue D14 --title "公告$i" --id "n$i" body.txt >/dev/null; done
exits 0 "$feeder" pull --source sqlite:case.db --cache cache.db
exits 0 "$feeder" publish --cache cache.db --to repo --keys keys --json
equal "changed" "$(jq .changed "$work/out")" true
whole '~.texts'
equal "length" "$(entry '~.texts' '~/texts/n1.json' length)" \
  "$(stat -c %s repo/targets/~/texts/"$(entry '~.texts' '~/texts/n1.json' hashes.sha256)".n1.json)"

note "nothing new: no byte is written"
find repo repo.work keys -printf '%p %T@ %s\n' | sort >before
exits 0 "$feeder" publish --cache cache.db --to repo --keys keys
find repo repo.work keys -printf '%p %T@ %s\n' | sort >after
cmp before after || fail "something was written"

note "a withdrawal leaves a tombstone, a mass withdrawal asks first"
"$feeder" withdraw --case case.db --id n1 --reason 有误 >/dev/null
exits 0 "$feeder" pull --source sqlite:case.db --cache cache.db
exits 0 "$feeder" publish --cache cache.db --to repo --keys keys
equal "form" "$(entry '~.texts' '~/texts/n1.json' custom.form)" tombstone
equal "reason" "$(entry '~.texts' '~/texts/n1.json' custom.reason)" 有误
for i in 2 3; do "$feeder" withdraw --case case.db --id "n$i" --reason 有误 >/dev/null; done
exits 0 "$feeder" pull --source sqlite:case.db --cache cache.db
exits 1 "$feeder" publish --cache cache.db --to repo --keys keys
says mass-withdraw
equal "form" "$(entry '~.texts' '~/texts/n2.json' custom.form)" item
exits 0 "$feeder" publish --cache cache.db --to repo --keys keys --mass-withdraw
equal "form" "$(entry '~.texts' '~/texts/n2.json' custom.form)" tombstone
whole '~.texts'

note "a new timestamp key: the root is signed where its key lies, and brought back"
exits 0 "$feeder" keys rotate timestamp --keys keys
equal "draft" "$(jq '.signatures | length' keys/2.root.json)" 0
exits 0 "$feeder" publish --cache cache.db --to repo --keys keys
[ ! -e repo/metadata/2.root.json ] || fail "an unsigned root was published"
exits 0 "$feeder" keys sign keys/2.root.json --keys safe --yes
exits 0 "$feeder" publish --cache cache.db --to repo --keys keys
cmp keys/2.root.json repo/metadata/2.root.json
equal "signer" "$(jq -r '.signatures[0].keyid' repo/metadata/timestamp.json)" "$(jq -r '.keyids[0]' keys/timestamp-2.pub.json)"

note "two editors: the second signs at a desk of her own"
exits 0 "$feeder" keys new --to desk --role texts
exits 0 "$feeder" keys add desk/texts-1.pub.json --keys keys --threshold 2
"$feeder" add --case case.db --catalogue D14 --title 公告5 --id n5 body.txt >/dev/null
exits 0 "$feeder" pull --source sqlite:case.db --cache cache.db
exits 0 "$feeder" publish --cache cache.db --to repo --keys keys
says '~.texts.json 1'
equal "unpublished" "$(entry '~.texts' '~/texts/n5.json' custom.form)" none
cp 'keys/pending/~.texts.json' stick.json && mkdir stick && mv stick.json 'stick/~.texts.json'
exits 0 "$feeder" keys sign 'stick/~.texts.json' --keys desk --yes
cp 'stick/~.texts.json' keys/pending/
exits 0 "$feeder" publish --cache cache.db --to repo --keys keys
equal "published" "$(entry '~.texts' '~/texts/n5.json' custom.form)" item
equal "signatures" "$(jq '.signatures | length' "repo/metadata/$(version '~.texts').~.texts.json")" 2
whole '~.texts'

note "screens are enrolled by key; a key that hides nothing is refused"
exits 1 "$feeder" screens add 0000000000000000000000000000000000000000000000000000000000000000 --keys keys --name 门 --inside-area
exits 0 "$feeder" screens add 8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a --keys keys --name 东门 --inside-area
exits 0 "$feeder" screens list --keys keys
grep -q 东门 "$work/out" || fail "the screen is not listed"
exits 0 "$feeder" screens remove 东门 --keys keys
exits 2 "$feeder" screens remove 东门 --keys keys

note "a key without which the threshold cannot be met is replaced, not revoked"
exits 2 "$feeder" keys revoke "$(jq -r '.keyids[0]' desk/texts-1.pub.json)" --keys keys
says bad-threshold

note "the daemon publishes what it pulls"
cat >feeder.ini <<EOT
[source]
uri = sqlite:$work/own.db
interval_seconds = 1
[cache]
path = $work/own-cache.db
[publish]
to = $work/own
keys = $work/own-keys
EOT
exits 0 "$feeder" check-config feeder.ini
exits 0 "$feeder" keys new --to own-keys
"$feeder" add --case own.db --catalogue D14 --title 公告 --id o1 body.txt >/dev/null
"$feeder" run --config feeder.ini 2>run.log & children+=($!)
until_true 20 test -s own/metadata/timestamp.json || fail "not published: $(cat run.log)"
"$feeder" add --case own.db --catalogue D14 --title 公告 --id o2 body.txt >/dev/null
until_true 20 test -s own/metadata/2.~.texts.json || fail "the second item was not published: $(cat run.log)"
