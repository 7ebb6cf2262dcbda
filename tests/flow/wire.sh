#!/usr/bin/env bash
# The whole feeder against a hostile web server: whatever a server, a proxy or a portal makes of a publication's files, what the site
# holds stays as it is to the byte, one line says why, an alarm stands in the status, memory and time stay bounded, and the next good
# answer is taken and clears it. Each case goes through `feeder pull` over HTTP, from publication 1 towards publication 2.
#
# Each case begins with its number in the project's list of 72 bad inputs. Here: 1-12 (JSON), 26-39 (HTTP), 41 (portals), 42 (the right
# file in the wrong place), 43, 44 (signatures), 46, 47 (names), 55 (missing targets), 60-62 (old, forked and foreign publications). Not here:
#   13-23, 25  the text of records: bad_input.sh, test_textguard, test_guard
#   24         absence and mass withdrawal: publication.sh, test_follow
#   39         a slow resolver: the C library gives up on its own; 40: TLS, tls.sh
#   45         one bad signature among enough good ones: test_trust_metadata
#   48         planted links and pipes: test_keys, other_user.sh
#   49-54      pictures and PDF are judged where the office takes them in; a reader takes what was signed
#   56-59      dates and clocks: bad_input.sh, clock.sh, clock_trust.sh
#   63-65      the cache's file and the configuration: bad_input.sh, test_cache, test_settings
#   66         a status server: there is none
#   67-71      screen, input, signals, memory, zone: screen.sh, kill.sh, follow_kill.sh, test_cache_faults
#   72         large and legal: the benches
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm # nothing here is about the disk
. "$(dirname "$0")/lib.sh"
need sqlite3 jq perl time
hostile=$BIN/../tests/hostile
PEAK_KIB=98304 # 96 MiB
[ -x "$hostile" ] || fail "no $hostile"

# ---- two publications, and a site that holds the first ----
exits 0 "$BIN/feeder" keys new --to "$work/keys"
item() { printf '%s\n' "$2" >"$work/body.txt"
  exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title "决定$1" --id "item-$1" "$work/body.txt"; }
office() { exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/office.db"
  exits 0 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$work/keys"; }
start() { # start NAME FOLDER: a hostile server of that folder; sets port
  : >"$work/$1.rule"; : >"$work/$1.log"
  "$hostile" "$2" "$work/$1.rule" "$work/$1.log" >"$work/$1.port" & children+=($!)
  until_true 10 test -s "$work/$1.port" || fail "no server"
  port=$(cat "$work/$1.port")
}
item 1 "第一项的正文。"; item 2 "第二项的正文。"
office
cp -r "$work/pub" "$work/first"
start web "$work/pub"; web=$port
start trap "$work/pub"; trap=$port # serves the same: whoever lets himself be sent there succeeds, and is found out
mkdir "$work/site0"
site() { # site URL
  printf '[source]\nuri = %s\ntrust = %s\nsilence_seconds = 1\nfile_seconds = 2\n[cache]\npath = %s\n' "$1" "$work/keys/1.root.json" "$work/site/site.db" >"$work/feeder.ini"
}
follow() { \time -q -o "$work/cost" -f '%M %e %U %S' "$BIN/feeder" pull --config "$work/feeder.ini"; }
cp -r "$work/site0" "$work/site"
site "http://127.0.0.1:$web/"
exits 0 follow
rm -r "$work/site0"; cp -r "$work/site" "$work/site0"
item 1 "第一项，改正后的正文。"; item 3 "第三项的正文。"
office
held() { cache_sql "$work/site/site.db" .dump; }
status() { "$BIN/feeder" status --config "$work/feeder.ini" --json; }
before=$(held)

# ---- what a case is ----
OK='HTTP/1.1 200 OK\r\n'
GOOD="${OK}Content-Length: %n\\r\\n\\r\\n%b"
declare -A place=([time]='/metadata/timestamp.json' [snap]='/metadata/2.snapshot.json' [role]='/metadata/2.~.texts.json'
  [file]='/targets/*/texts/*item-3.json' [root]='/metadata/2.root.json')
declare -A alarm=() # the way to the server, or what came by it
for code in connect tls timeout network absent http-status bad-http encoded; do alarm[$code]=source-unreachable; done
spoil() { printf '%s\n%s\n%s\n' "$1" "$2" "${3:-}" >"$work/web.rule"; } # between two pulls
mend() { : >"$work/web.rule"; }
fresh() { rm -rf "$work/site"; cp -r "$work/site0" "$work/site"; }
fail() { printf 'FAIL %s: %s\n' "${tried:-}" "$*" >&2; exit 1; }
cases=0 peak=0 slowest=0
cost() { # cost WHAT: what the last pull took
  local kib ms user system
  read -r kib ms user system < <(tr -d . <"$work/cost") # hundredths of a second
  ms=$((10#$ms * 10))
  [ "$kib" -le "$PEAK_KIB" ] || fail "$1: $kib KiB"
  [ "$ms" -le 10000 ] || fail "$1: $ms ms"
  [ $((10#$user + 10#$system)) -le 200 ] || fail "$1: $user + $system hundredths of a second of the processor"
  [ "$kib" -le "$peak" ] || { peak=$kib; peak_of=$1; }
  [ "$ms" -le "$slowest" ] || slowest=$ms
}
kept() { # kept WHAT CODES: nothing changed, one line with one of the codes, its alarm
  local lines told
  mapfile -t lines <"$work/err"
  equal "$1: lines" 1 "${#lines[@]}"
  [[ ${lines[0]} =~ ^feeder:\ [^:]*:\ ($2):\ . ]] || fail "$1: not $2 but ${lines[0]}"
  told=$(status | jq -r '.alarms[] | .code + " " + .text')
  equal "$1: alarm" "${alarm[${BASH_REMATCH[1]}]:-trust-refused} ${BASH_REMATCH[1]}:" "${told%%:*}:"
  [ "$before" = "$(held)" ] || fail "$1: what is held has changed"
}
recovers() { # recovers WHAT
  local told
  exits 0 follow
  told=$(status)
  [[ $told == *'"alarms":[]'* && $told == *'"items":3'* ]] || fail "$1: then $told"
}
# refused ROWS NAME PLACES CODES ANSWER [FILE]: at one place after the other, then the good publication; @ in FILE is the place
refused() {
  local p file=${6:-}
  fresh
  for p in $3; do
    tried="$2 at $p"
    spoil "${place[$p]}" "$5" "${file//@/$p}"
    exits 1 follow
    cost "$tried"
    kept "$tried" "$4"
    cases=$((cases + 1))
  done
  mend
  recovers "$2"
}
# harmless ROWS NAME PLACES ANSWER: odd, but the bytes are the signed ones
harmless() {
  local p
  for p in $3; do
    tried="$2 at $p"
    fresh
    spoil "${place[$p]}" "$4"
    recovers "$tried"
    cost "$tried"
    mend
    cases=$((cases + 1))
  done
}
declare -A good=([time]="$work/pub/metadata/timestamp.json" [snap]="$work/pub/metadata/2.snapshot.json" [role]="$work/pub/metadata/2.~.texts.json")
all="time snap role file"
note() { printf -- '-- %s s: %s\n' "$SECONDS" "$*"; }

note "answers of the wrong kind"
for status in "201 Created" "203 Non-Authoritative Information" "205 Reset Content" "206 Partial Content" "300 Multiple Choices" "400 Bad Request" "401 Unauthorized" \
  "407 Proxy Authentication Required" "410 Gone" "429 Too Many Requests" "451 Unavailable For Legal Reasons" "500 Internal Server Error" "502 Bad Gateway" "503 Service Unavailable" "599 X"; do
  refused 38 "status $status" "time" http-status "HTTP/1.1 $status\\r\\nContent-Length: %n\\r\\nRetry-After: 86400\\r\\nWWW-Authenticate: Basic realm=\"office\"\\r\\nProxy-Authenticate: Basic\\r\\n\\r\\n%b"
done
for status in "404 Not Found" "403 Forbidden"; do
  refused 55 "status $status" "$all" absent "HTTP/1.1 $status\\r\\nContent-Length: %n\\r\\n\\r\\n%b"
done
refused 38 "no content"            "$all" http-status 'HTTP/1.1 204 No Content\r\n\r\n'
refused 38 "not modified, unasked" "$all root" http-status 'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n'
refused 38 "a part, unasked"       "$all" http-status 'HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-99/%n\r\nContent-Length: %n\r\n\r\n%b'
refused 38 "busy"                  "$all root" http-status 'HTTP/1.1 503 Busy\r\nRetry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n\r\n%b'
refused 38 "other protocols"       "time" http-status 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n%b'
refused 38 "HTTP/0.9"              "$all" bad-http '%b'
refused 38 "HTTP/2 in clear"       "time" bad-http 'HTTP/2 200\r\n\r\n%b'
refused 38 "no such version"       "time" bad-http 'HTTP/9.9 200 OK\r\n\r\n%b'
refused 38 "a status of four digits" "time" 'bad-http|http-status' 'HTTP/1.1 2000 OK\r\n\r\n%b'
refused 38 "a status of a minus"   "time" 'bad-http|http-status' 'HTTP/1.1 -200 OK\r\n\r\n%b'
refused 38 "ICY"                   "time" bad-http 'ICY 200 OK\r\n\r\n%b'
refused 38 "a banner of SSH"       "time" bad-http 'SSH-2.0-OpenSSH_9.2\r\n'
refused 38 "TLS on a plain port"   "time" bad-http '\x15\x03\x01\x00\x02\x02\x28'
refused 38 "interim answers without end" "time role" bad-http '%i'
refused 38 "an interim answer, then nothing" "time" http-status 'HTTP/1.1 100 Continue\r\n\r\n'

note "redirects: none is followed, whatever it leads to"
for status in 301 302 303 305 307 308; do
  refused 26-27 "redirect $status to the same on another port" "time file" http-status "HTTP/1.1 $status X\\r\\nLocation: http://127.0.0.1:$trap/metadata/timestamp.json\\r\\nContent-Length: %n\\r\\n\\r\\n%b"
done
for to in "file://$work/pub/metadata/timestamp.json" "file:///etc/passwd" "http://169.254.169.254/latest/meta-data/" "/metadata/timestamp.json" "//127.0.0.1:$trap/metadata/timestamp.json" \
  "gopher://127.0.0.1:$trap/_GET%20/" "ftp://127.0.0.1:$trap/x" "http://user:word@127.0.0.1:$trap/x" ""; do
  refused 26-27 "redirect to '$to'" "time" http-status "HTTP/1.1 302 Found\\r\\nLocation: ${to//%/%%}\\r\\n\\r\\n"
done
refused 27 "a redirect in 200"       "time" 'network|bad-json' "${OK}Location: http://127.0.0.1:$trap/\\r\\nRefresh: 0; url=http://127.0.0.1:$trap/\\r\\nContent-Length: 9\\r\\n\\r\\n"
refused 27 "a root redirected"       "root" http-status "HTTP/1.1 301 Moved\\r\\nLocation: http://127.0.0.1:$trap/metadata/1.root.json\\r\\n\\r\\n"

note "lengths that lie"
refused 28 "length too large"        "$all" 'network|too-large' "${OK}Content-Length: %+\\r\\n\\r\\n%b"
refused 29 "length too small"        "$all" 'bad-json|wrong-length|wrong-hash' "${OK}Content-Length: %-\\r\\n\\r\\n%b"
refused 29 "length 0 and a body"     "$all" 'empty|bad-json|wrong-length' "${OK}Content-Length: 0\\r\\n\\r\\n%b"
refused 30 "no length, cut in half"  "$all" 'bad-json|wrong-length' "${OK}\\r\\n%h"
refused 28 "a length, cut in half"   "$all" network "${OK}Content-Length: %n\\r\\n\\r\\n%h"
refused 31 "an astronomic length"    "$all" too-large "${OK}Content-Length: 99999999999999999999999\\r\\n\\r\\n%b"
refused 31 "a length just over 2^63" "time" too-large "${OK}Content-Length: 9223372036854775809\\r\\n\\r\\n%b"
refused 32 "a negative length"       "$all" bad-http "${OK}Content-Length: -1\\r\\n\\r\\n%b"
refused 32 "a length in hex"         "time" bad-http "${OK}Content-Length: 0x%n\\r\\n\\r\\n%b"
refused 32 "a length with a sign"    "time" bad-http "${OK}Content-Length: +%n\\r\\n\\r\\n%b"
refused 32 "two lengths"             "time" bad-http "${OK}Content-Length: %n\\r\\nContent-Length: %-\\r\\n\\r\\n%b"
refused 32 "one length twice"        "time" bad-http "${OK}Content-Length: %n\\r\\nContent-Length: %n\\r\\n\\r\\n%b"
refused 32 "a list of lengths"       "time" bad-http "${OK}Content-Length: %n, %n\\r\\n\\r\\n%b"
refused 32 "a length and chunks"     "time" bad-http "${OK}Content-Length: %n\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n%c"
refused 32 "chunks and a length"     "time" bad-http "${OK}Transfer-Encoding: chunked\\r\\nContent-Length: %n\\r\\n\\r\\n%c"

note "chunks"
refused 33 "a chunk cut"             "$all" network "${OK}Transfer-Encoding: chunked\\r\\n\\r\\nfff\\r\\n{"
refused 33 "no last chunk"           "time" network "${OK}Transfer-Encoding: chunked\\r\\n\\r\\n1\\r\\n{\\r\\n"
refused 33 "a size that is no hex"   "$all" 'network|bad-http' "${OK}Transfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n%b"
refused 33 "a size of 2^64"          "time" 'network|bad-http|too-large' "${OK}Transfer-Encoding: chunked\\r\\n\\r\\n10000000000000000\\r\\n%b"
refused 33 "a size below zero"       "time" 'network|bad-http|too-large' "${OK}Transfer-Encoding: chunked\\r\\n\\r\\n-1\\r\\n%b"
refused 33 "a chunk without end"     "$all" too-large "${OK}Transfer-Encoding: chunked\\r\\n\\r\\nfffffff\\r\\n%e"
refused 33 "a chunk's name without end" "time role" 'too-large' "${OK}Transfer-Encoding: chunked\\r\\n\\r\\n1;%e"
refused 33 "trailers without end"    "time" 'bad-http' "${OK}Transfer-Encoding: chunked\\r\\n\\r\\n1\\r\\n{\\r\\n0\\r\\n%l"
refused 33 "chunked twice"           "time" bad-http "${OK}Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n%c"
refused 33 "compressed chunks"       "time" bad-http "${OK}Transfer-Encoding: gzip, chunked\\r\\n\\r\\n%c"
refused 33 "chunks under a folded line" "time" 'bad-http|bad-json' "${OK}Transfer-Encoding:\\r\\n chunked\\r\\n\\r\\n%c"

note "encodings that nobody asked for"
head -c 20000000 /dev/zero | gzip -9 >"$work/bomb.gz"
for encoding in gzip x-gzip br zstd deflate compress "gzip, gzip" "identity, br" "" "\\x1b[31m"; do
  refused 34 "content encoding '$encoding'" "time" encoded "${OK}Content-Encoding: $encoding\\r\\nContent-Length: %n\\r\\n\\r\\n%b"
done
refused 34 "a bomb"                  "$all" encoded "${OK}Content-Encoding: gzip\\r\\nContent-Length: %n\\r\\n\\r\\n%b" "$work/bomb.gz"
refused 34 "a bomb that does not say so" "$all" 'bad-json|too-large|wrong-length' "$GOOD" "$work/bomb.gz"

note "bytes without end, and slowly"
refused 35 "a body without end"      "$all root" too-large "${OK}\\r\\n%e"
refused 35 "a page of an error without end" "time" http-status 'HTTP/1.1 500 Error\r\n\r\n%e'
refused 36 "a body byte by byte"     "time file" timeout "${OK}Content-Length: %n\\r\\n\\r\\n%d"
refused 36 "a header byte by byte"   "time" timeout "${OK}%d"
refused 36 "a body that never ends, above the least speed" "role" timeout "${OK}\\r\\n%D"
refused 36 "a body that stalls"      "time file" timeout "${OK}Content-Length: %n\\r\\n\\r\\n%h%w"
refused 36 "a new root that stalls"  "root" timeout "${OK}Content-Length: %n\\r\\n\\r\\n%h%w" "$work/keys/1.root.json"
refused 36 "a header that stalls"    "time" timeout "${OK}Content-%w"
harmless 36 "dust: chunks of one byte" "$all" "${OK}Transfer-Encoding: chunked\\r\\n\\r\\n%c"
perl -e 'print " " x (7 << 20)' >"$work/spaces"
refused 36 "seven million chunks of one byte" "role" 'bad-json|too-large|timeout' "${OK}Transfer-Encoding: chunked\\r\\n\\r\\n%c" "$work/spaces"

note "headers"
refused 37 "a header line of 400 KB" "time role" 'network|bad-http' "${OK}X: %L\\r\\n\\r\\n%b"
refused 37 "200,000 header lines"    "time role" bad-http "${OK}%l"
refused 37 "a status line without end" "time" 'network|bad-http' 'HTTP/1.1 200 %e'
harmless 37 "controls, colours, a field without a name" "$all" "${OK}X: \\x01\\x1b[31m\\x7f\\xff\\r\\n: nameless\\r\\nContent-Length: %n\\r\\n\\r\\n%b"
refused 37 "a field without a colon" "$all" bad-http "${OK}\\x1b[31mno colon\\r\\nContent-Length: %n\\r\\n\\r\\n%b"
refused 37 "a NUL in a header"       "time" 'network|bad-http|bad-json' "${OK}X: \\x00\\r\\nContent-Length: %+\\r\\n\\r\\n%b"
harmless 38 "hints before the answer" "$all" "HTTP/1.1 103 Early Hints\\r\\nContent-Length: 1\\r\\nContent-Encoding: br\\r\\n\\r\\n$GOOD"
harmless 38 "HTTP/1.0"               "$all" 'HTTP/1.0 200 OK\r\n\r\n%b'
harmless 38 "no reason"              "$all" 'HTTP/1.1 200\r\nContent-Length: %n\r\n\r\n%b'
harmless 38 "cookies, a login, a policy, another type" "$all" "${OK}Set-Cookie: id=1; Path=/\\r\\nWWW-Authenticate: Basic\\r\\nStrict-Transport-Security: max-age=99999999\\r\\nAlt-Svc: h2=\"127.0.0.1:$trap\"\\r\\nContent-Type: text/html; charset=gb2312\\r\\nContent-Length: %n\\r\\n\\r\\n%b"

note "connections"
refused 39 "closed before a word"    "$all root" network ''
refused 39 "reset before a word"     "$all" network '%r'
refused 39 "reset in the middle"     "$all" network "${OK}Content-Length: %n\\r\\n\\r\\n%h%r"
refused 39 "accepted, and silence"   "time file" timeout '%w'
harmless 39 "more than was announced, then closed" "$all" "${OK}Content-Length: %n\\r\\n\\r\\n%b%b"
harmless 39 "more than was announced on a connection that stays" "$all" "${OK}Content-Length: %n\\r\\n\\r\\n%bgarbage%k"
forged="${OK}Content-Length: 6\\r\\n\\r\\nforged"
harmless 39 "the next answer, before it is asked for" "$all" "${OK}Content-Length: %n\\r\\n\\r\\n%b$forged$forged%k"
harmless 39 "the next answer behind the last chunk" "$all" "${OK}Transfer-Encoding: chunked\\r\\n\\r\\n%c$forged%k"
# Later, when the next request is on its way, it is taken for its answer: and judged as any other.
harmless 39 "garbage behind an answer, late" "$all" "${OK}Content-Length: %n\\r\\n\\r\\n%b%pgarbage%k"
refused 39 "the next answer, just as it is asked for" "time" 'bad-json' "${OK}Content-Length: %n\\r\\n\\r\\n%b%p$forged%k"

note "what a portal or a caretaker puts there"
printf '<!DOCTYPE html><html><body>请登录</body></html>' >"$work/portal"
refused 41 "a portal's page"         "$all" 'bad-json|wrong-length|wrong-hash' "${OK}Content-Type: text/html\\r\\nContent-Length: %n\\r\\n\\r\\n%b" "$work/portal"
refused 41 "a portal's page as root" "root" bad-json "$GOOD" "$work/portal"
refused 1 "an empty file"            "$all" 'empty|bad-json|wrong-length' "${OK}Content-Length: 0\\r\\n\\r\\n"

note "JSON"
# json ROWS NAME PLACES CODES PERL: the place's good file, changed by a line of Perl; a role's is parsed before it is known to be signed
json() {
  local p
  for p in $3; do
    perl -0777 -pe "$5" "${good[$p]}" >"$work/json.$p"
    ! cmp -s "$work/json.$p" "${good[$p]}" || fail "$2 at $p: nothing was changed"
  done
  refused "$1" "$2" "$3" "$4" "$GOOD" "$work/json.@"
}
both="time role"
json 2 "brackets, 16,000 deep"       "$both" json-depth '$_ = "[" x 16000'
json 2 "brackets, 4 million deep"    "role" json-depth '$_ = "[" x (4 << 20)'
json 2 "17 deep, and closed"         "$both" json-depth '$_ = "[" x 17 . "]" x 17'
for what in '{}' '[]' '""' '0'; do
  json 3-4 "4 MiB of $what"          "role" json-tokens '$_ = "[" . "'"${what//\"/\\\"}"'," x int(((4 << 20) - 4) / '$((${#what} + 1))') . "0]"'
done
json 3-4 "as many {} as are let through" "role" 'unsigned|bad-metadata|bad-json|wrong-type|not-found' '$_ = "[" . "{}," x 83320 . "0]"'
json 3-4 "as many objects in objects" "role" 'unsigned|bad-metadata|bad-json|wrong-type|not-found' '$_ = "[" . "{\"a\":[{}]}," x 27700 . "0]"'
json 5 "400,000 names"             "role" json-tokens '$_ = "{" . join(",", map { sprintf "\"%x\":0", $_ } 1 .. 400000) . "}"'
json 5 "as many names as are let through" "role" 'unsigned|bad-metadata|wrong-type|not-found' '$_ = "{\"signed\":{\"targets\":{" . join(",", map { sprintf "\"%020x\":0", $_ } 1 .. 120000) . "}},\"signatures\":[]}"'
json 3-5 "one text of 4 MiB"         "role" 'unsigned|bad-metadata|wrong-type|not-found' '$_ = "{\"signed\":{\"a\":\"" . "x" x ((4 << 20) - 64) . "\"},\"signatures\":[]}"'
json 3-5 "one text of controls"      "role" json-size '$_ = "{\"signed\":{\"a\":\"" . "\x01" x ((4 << 20) - 64) . "\"},\"signatures\":[]}"'
json 3-5 "a text of as many controls as are let through" "role" 'unsigned|bad-metadata|wrong-type|not-found' '$_ = "{\"signed\":{\"a\":\"" . "\x01" x (2 << 20) . "x" x ((2 << 20) - 64) . "\"},\"signatures\":[]}"'
json 3-5 "more than any role may have" "role" too-large '$_ = " " x ((4 << 20) + 1)'
json 3-5 "more than any timestamp may have" "time" too-large '$_ .= " " x 20000'
json 6 "a member twice"              "$both" bad-json 's/"version":2/"version":1,"version":2/'
json 6 "signed twice"                "$both" bad-json 's/\{/{"signed":{},/'
json 6 "a member twice, once escaped" "$both" bad-json 's/"version":2/"\\u0076ersion":1,"version":2/'
unsigned='unsigned|bad-metadata|wrong-type|spec-version|bad-json|json-real|not-found'
json 7 "a version in quotes"         "$both" "$unsigned" 's/"version":2/"version":"2"/'
json 7 "null, true, arrays for objects" "$both" "$unsigned" 's/"signed":\{/"signed":null,"x":{/'
json 7 "signatures that are none"    "$both" "$unsigned" 's/"signatures":\[.*?\]/"signatures":{"a":"b"}/'
json 7 "a list for everything"       "$both" "$unsigned" '$_ = "[$_]"'
json 8 "2.0"                         "$both" json-real 's/"version":2/"version":2.0/'
json 8 "2e0"                         "$both" json-real 's/"version":2/"version":2e0/'
json 8 "-0"                          "$both" json-real 's/"version":2/"version":-0/'
json 8 "02"                          "$both" bad-json 's/"version":2/"version":02/'
json 9 "2^63"                        "$both" bad-json 's/"version":2/"version":9223372036854775808/'
json 9 "a number of 10,000 digits"   "$both" bad-json '$n = "9" x 10000; s/"version":2/"version":$n/'
json 9 "1e999"                       "$both" json-real 's/"version":2/"version":1e999/'
json 9 "NaN"                         "$both" bad-json 's/"version":2/"version":NaN/'
json 10 "version 0"                  "$both" "$unsigned" 's/"version":2/"version":0/'
json 10 "version -1"                 "$both" "$unsigned" 's/"version":2/"version":-1/'
json 10 "version 2^63-1"             "$both" "$unsigned" 's/"version":2/"version":9223372036854775807/'
json 11 "a byte order mark"          "$both" bad-json 's/^/\xef\xbb\xbf/'
json 11 "UTF-16"                     "$both" bad-json 's/(.)/$1\0/gs'
json 11 "a NUL at the end"           "$both" bad-json 's/\n?$/\0/'
json 11 "a NUL within"               "$both" bad-json 's/"version"/"vers\0ion"/'
json 11 "bytes behind it"            "$both" bad-json 's/$/x/'
json 11 "two documents"              "$both" bad-json '$_ .= $_'
json 11 "a comment"                  "$both" bad-json 's,^,/* signed */,'
json 11 "a comma too many"           "$both" bad-json 's/\}(\s*)$/,}$1/'
json 11 "single quotes"              "$both" 'bad-json|json-real' 's/"/\x27/g'
json 11 "only white space"           "$both" bad-json '$_ = " \n"'
json 11 "a bare text"                "$both" "$unsigned" '$_ = "\"signed\""'
json 12 "an overlong byte"           "$both" bad-json 's/"version"/"\xc0\xafversion"/'
json 12 "half a surrogate"           "$both" bad-json 's/"version"/"\xed\xa0\x80version"/'
json 12 "half a surrogate, escaped"  "$both" bad-json 's/"version"/"\\ud800version"/'
json 12 "beyond U+10FFFF"            "$both" bad-json 's/"version"/"\xf4\x90\x80\x80version"/'
json 12 "a character cut"            "$both" bad-json 's/"version"/"\xe5\xbeversion"/'
json 43 "a signature of 63 bytes"    "$both" unsigned 's/("sig":"[0-9a-f]{126})../$1/g'
json 43 "a signature of 65 bytes"    "$both" unsigned 's/("sig":"[0-9a-f]{128})/${1}00/g'
json 43 "a signature in capitals"    "$both" 'unsigned' 's/("sig":")([0-9a-f]+)/$1 . uc $2/ge'
json 43 "one bit of a signature"     "$both" unsigned 's/("sig":")(.)/$1 . sprintf("%x", hex($2) ^ 1)/ge'
json 43 "no signature"               "$both" unsigned 's/"signatures":\[.*?\]/"signatures":[]/'
json 44 "10,000 signatures"          "role" too-many-signatures '$n = join(",", map { sprintf "{\"keyid\":\"%064x\",\"sig\":\"%0128x\"}", $_, 0 } 1 .. 10000); s/"signatures":\[/"signatures":[$n,/'
json 44 "one key id twice"           "$both" 'duplicate-keyid' 's/"signatures":\[(.*?)\]/"signatures":[$1,$1]/'

note "the right file in the wrong place"
for p in time snap role; do
  for other in "$work/pub/metadata/1.root.json" "$work/pub/metadata/1.targets.json" "$work/pub/metadata/2.snapshot.json" "$work"/pub/metadata/*.figures.json "$work/keys/screens.json"; do
    [ -s "$other" ] && ! cmp -s "$other" "${good[$p]}" || continue
    refused 42 "$(basename "$other")" "$p" 'wrong-type|wrong-length|wrong-hash|too-large|unsigned|bad-metadata|foreign-path|wrong-version|bad-json' "$GOOD" "$other"
  done
done
refused 42 "the last snapshot" "snap" 'wrong-length|wrong-hash|too-large|wrong-version' "$GOOD" "$work/first/metadata/1.snapshot.json"
refused 42 "the last texts"    "role" 'wrong-version|rollback|unsigned|not-found' "$GOOD" "$work/first/metadata/1.~.texts.json"
refused 42 "another item"      "file" 'wrong-hash|wrong-length|too-large' "$GOOD" "$(ls "$work"/pub/targets/*/texts/*item-2.json)"
refused 42 "an old root again" "root" 'root-version|rollback' "$GOOD" "$work/keys/1.root.json"

note "another office's publication, and two truths of our own"
exits 0 "$BIN/feeder" keys new --to "$work/keys2"
exits 0 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub2" --keys "$work/keys2"
refused 62 "another office's"  "time" unsigned "$GOOD" "$work/pub2/metadata/timestamp.json"
refused 62 "another office's root" "root" 'root-version|unsigned' "$GOOD" "$work/pub2/metadata/1.root.json"

note "names that want to be paths, signed by keys that turned bad"
# publication NAME: what may be edited and signed anew as the publication after the second
publication() { cp -r "$work/pub" "$work/$1"; evil=$work/$1/metadata; }
# signed FILE FILTER [FROM]: the file by a filter of jq, signed by whoever is to sign it
signed() { jq -c "$2" "${3:-$1}" >"$work/evil.json"; mv "$work/evil.json" "$1"; exits 0 "$BIN/feeder" keys sign "$1" --keys "$work/keys" --yes; }
# closed FILTER: snapshot 3, by a filter, and the timestamp that speaks of it
closed() {
  local sum
  signed "$evil/3.snapshot.json" ".signed.version = 3 | $1" "$evil/2.snapshot.json"
  read -r sum _ < <(sha256sum "$evil/3.snapshot.json")
  signed "$evil/timestamp.json" ".signed.version += 1 | .signed.meta[\"snapshot.json\"] = {hashes: {sha256: \"$sum\"}, length: $(stat -c %s "$evil/3.snapshot.json"), version: 3}"
}
followed_from() { # followed_from NAME: a site that goes over to that publication
  start "$1" "$work/$1"
  site "http://127.0.0.1:$port/"
}
publication truths
signed "$evil/timestamp.json" '.signed["x-issued"] = .signed.expires | .signed.meta["snapshot.json"].hashes.sha256 = "0" * 64'
tried="61: another truth under the version that was verified first"
fresh
exits 0 follow
newer=$(held)
followed_from truths
exits 0 follow
[ "$newer" = "$(held)" ] || fail "what is held has changed"
tried="60: the state of before"
site "http://127.0.0.1:$web/"
spoil "${place[time]}" "$GOOD" "$work/first/metadata/timestamp.json"
exits 1 follow
says 'rollback: '
[ "$newer" = "$(held)" ] || fail "what is held has changed"
mend
recovers "the state of before"

custom='{form: "item", id: "x", version: 1, audience: "public"}'
publication paths
names='"~/texts/../../../../etc/passwd", "~/texts/..%2f..%2f..%2fetc%2fpasswd", "~/texts/%2e%2e", "~/texts/..", "/etc/passwd", "~/texts/a b?c#d", "~/texts/CON", "~/texts/-rf", "~/texts/\u202egnp.json", "~/texts/😀.json", "~/texts/x\n.json", "~/texts/"'
signed "$evil/3.~.texts.json" ".signed.version = 3 | .signed.targets += ([$names] | map({(.): {length: 4, hashes: {sha256: (\"0\" * 64)}, custom: $custom}}) | add)" "$evil/2.~.texts.json"
closed '.signed.meta["~.texts.json"].version = 3'
tried="46-47: paths"
fresh
followed_from paths
exits 0 follow
equal "items" 3 "$(items "$work/site/site.db")"
equal "alarm" strange-target "$(alarms "$work/site/site.db")"
! grep -aE '^GET [^ ]*(\.\.|passwd|%2[fF]|CON|-rf|%E2|%F0)' "$work/paths.log" || fail "it was asked for"
[ ! -e "$work/site/etc" ] && [ ! -e "$work/etc" ] || fail "a file where none should be"

publication roles
names='"../../../x.texts", "/etc/x.texts", "x?y#z.texts", "😀.texts", "a\\b.texts"'
signed "$evil/3.targets.json" ".signed.version = 3 | .signed.delegations.roles as \$r | .signed.delegations.roles += ([$names] | map(\$r[0] + {name: ., paths: [\"\(.[:-6])/texts/*\"]}))" "$evil"/1.targets.json
closed ".signed.meta[\"targets.json\"].version = 3 | .signed.meta += ([$names] | map({(. + \".json\"): {version: 1}}) | add)"
tried="46: names of roles"
fresh
followed_from roles
exits 1 follow
cost "names of roles"
kept "names of roles" absent
grep -aqE '^GET /metadata/1\.[^/ ]*%2F' "$work/roles.log" || fail "no such role was asked for: $(grep -a ^GET "$work/roles.log")"
! grep -aE '^GET [^ ]*(/\.\./|[?#]|\\)' "$work/roles.log" || fail "a role's name became a path"
site "http://127.0.0.1:$web/"

note "the daemon: one line of error for each try, and it mends itself"
tried=daemon
fresh
spoil "${place[time]}" "$GOOD" "$work/portal"
sed -i 's/^trust/interval_seconds = 1\n&/' "$work/feeder.ini"
"$BIN/feeder" run --config "$work/feeder.ini" 2>"$work/daemon.log" & daemon=$!
children+=($daemon)
tries() { [ "$(grep -c 'next try' "$work/daemon.log")" -ge 2 ]; }
until_true 20 tries || fail "$(cat "$work/daemon.log")"
mend
kill -HUP $daemon
healthy() { [ "$(items "$work/site/site.db")" = 3 ] && [ -z "$(alarms "$work/site/site.db")" ]; }
until_true 20 healthy || fail "it did not come back: $(cat "$work/daemon.log")"
kill $daemon; wait $daemon || true
equal "lines of error" "$(grep -c 'next try' "$work/daemon.log")" "$(grep -c ' error ' "$work/daemon.log")"
equal "what they say" "" "$(grep ' error ' "$work/daemon.log" | grep -v 'bad-json')"
site "http://127.0.0.1:$web/"

note "a pull that is slow does not look like a program that hangs"
fresh
spoil "${place[role]}" "${OK}\\r\\n%D"
sed -i 's/^trust/interval_seconds = 60\n&/' "$work/feeder.ini"
perl -MIO::Socket::UNIX -MTime::HiRes=time -e '$| = 1; $s = IO::Socket::UNIX->new(Type => SOCK_DGRAM(), Local => $ARGV[0]); print "here\n";
  while (defined $s->recv($b, 4096)) { printf "%.1f %s\n", time, join " ", split /\n/, $b }' "$work/notify" >"$work/notified" & children+=($!)
until_true 10 test -s "$work/notified" || fail "nobody listens"
NOTIFY_SOCKET=$work/notify WATCHDOG_USEC=3000000 "$BIN/feeder" run --config "$work/feeder.ini" 2>"$work/daemon.log" & daemon=$!
children+=($daemon)
until_true 30 grep -q READY "$work/notified" || fail "$(cat "$work/notified" "$work/daemon.log")"
kill $daemon; wait $daemon || true
before_ready=$(sed '/READY/,$d' "$work/notified" | grep -c WATCHDOG) || true
[ "$before_ready" -ge 2 ] || fail "told $before_ready times in the middle of a pull: $(cat "$work/notified" "$work/daemon.log")"
mend
site "http://127.0.0.1:$web/"

note "where a feeder goes is written in its settings, and nowhere else"
mkdir "$work/home"
printf 'machine 127.0.0.1 login clerk password secret\ndefault login clerk password secret\n' >"$work/home/.netrc"
printf 'proxy = http://127.0.0.1:%s\nlocation\ninsecure\nuser = clerk:secret\ncompressed\n' "$trap" >"$work/home/.curlrc"
chmod 600 "$work/home/.netrc"
proxy="http://clerk:secret@127.0.0.1:$trap"
in_a_strange_house() {
  env HOME="$work/home" CURL_HOME="$work/home" XDG_CONFIG_HOME="$work/home" NETRC="$work/home/.netrc" http_proxy="$proxy" HTTP_PROXY="$proxy" https_proxy="$proxy" HTTPS_PROXY="$proxy" \
    all_proxy="$proxy" ALL_PROXY="socks5h://127.0.0.1:$trap" no_proxy='' NO_PROXY='' "$BIN/feeder" pull --config "$work/feeder.ini"
}
tried="a strange house"
fresh
exits 0 in_a_strange_house
equal "items" 3 "$(items "$work/site/site.db")"
grep -q '^GET ' "$work/web.log" || fail "the log is empty"
! grep -aiE '^(cookie|authorization|proxy-[a-z]+|accept-encoding|referer|range|if-[a-z-]+|upgrade|expect|te):' "$work/web.log" || fail "a request says more than it must"
! grep -a '^GET ' "$work/web.log" | grep -avE '^GET /(metadata|targets)/[A-Za-z0-9._~/%-]+ HTTP/1\.1.$' || fail "a path that is no publication's"
[ ! -s "$work/trap.log" ] || fail "sent away: $(cat "$work/trap.log")"

note "servers that are not there"
# away NAME URL CODES
away() {
  tried=$1
  fresh
  site "$2"
  exits 1 follow
  cost "$1"
  kept "$1" "$3"
  site "http://127.0.0.1:$web/"
  recovers "$1"
  cases=$((cases + 1))
}
away "39: no such name"         "http://no-such-host.invalid/" connect
away "39: nobody listens"       "http://127.0.0.1:1/" connect
away "39: TLS, and silence"     "https://127.0.0.1:$web/" 'timeout|connect|tls'
away "another folder"           "http://127.0.0.1:$web/elsewhere/" absent
away "a folder that is a file"  "http://127.0.0.1:$web/metadata/timestamp.json/" absent

echo "$cases cases, peak $peak KiB ($peak_of), slowest $slowest ms"
