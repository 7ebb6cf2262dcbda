#!/usr/bin/env bash
# A publication over https: followed with the right authority and nobody else's. Every server that is not surely the office's is
# refused with one line and an alarm, nothing changes, and the good one is followed again. What TLS keeps out is the listener and
# the meddler; what may be shown never hangs on it, but on the signatures.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_nginx.sh"
need openssl sqlite3 jq faketime

# ---- certificates: an authority, another one, and what they signed ----
authority() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$1" -keyout "$work/$1.key" -out "$work/$1.pem" 2>/dev/null; }
day() { date -u -d "$1 days" +%y%m%d%H%M%SZ; }
certificate() { # certificate NAME AUTHORITY SAN FROM-DAY TO-DAY
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=office" -keyout "$work/$1.key" -out "$work/$1.csr" 2>/dev/null
  mkdir -p "$work/$1.ca"; : >"$work/$1.ca/index"; printf 'subjectAltName = %s\n' "$3" >"$work/$1.ext"
  cat >"$work/$1.cnf" <<CONF
[ca]
default_ca = here
[here]
database = $work/$1.ca/index
new_certs_dir = $work/$1.ca
rand_serial = yes
default_md = sha256
policy = any
[any]
commonName = supplied
CONF
  openssl ca -batch -notext -config "$work/$1.cnf" -cert "$work/$2.pem" -keyfile "$work/$2.key" -startdate "$(day "$4")" -enddate "$(day "$5")" \
    -extfile "$work/$1.ext" -in "$work/$1.csr" -out "$work/$1.pem" 2>"$work/ca.err" || fail "$1: $(cat "$work/ca.err")"
}
authority county
authority stranger
here="IP:127.0.0.1,DNS:localhost"
certificate good county "$here" -1 30
certificate strange stranger "$here" -1 30
certificate expired county "$here" -30 -1
certificate early county "$here" 1 30
certificate elsewhere county "DNS:other.example,IP:127.0.0.2" -1 30
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=127.0.0.1 -addext "subjectAltName=$here" \
  -keyout "$work/own.key" -out "$work/own.pem" 2>/dev/null

# ---- office and site ----
exits 0 "$BIN/feeder" keys new --to "$work/keys"
for i in 1 2; do
  echo "第$i项的正文。" >"$work/body.txt"
  exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title "决定$i" --id "item-$i" "$work/body.txt"
done
office() { exits 0 "$BIN/feeder" pull --source "sqlite:$work/case.db" --cache "$work/office.db"
  exits 0 "$BIN/feeder" publish --cache "$work/office.db" --to "$work/pub" --keys "$work/keys"; }
office
site() { # site URL [CA]: the site's settings, as its technician writes them
  printf '[source]\nuri = %s\ntrust = %s\nsilence_seconds = 3\n%s\n[cache]\npath = %s\n' "$1" "$work/keys/1.root.json" "${2:+ca = $2}" "$work/site.db" >"$work/feeder.ini"
  exits 0 "$BIN/feeder" check-config "$work/feeder.ini"
}
follow() { OPENSSL_CONF=/dev/null "$BIN/feeder" pull --config "$work/feeder.ini"; } # what Debian's own settings refuse, we refuse without them
held() { cache_sql "$work/site.db" .dump | sha256sum; }
tls() { # tls NAME CERTIFICATE [MORE]
  listen=ssl start_nginx "$1" "root $work/pub; ssl_certificate $work/$2.pem; ssl_certificate_key $work/$2.key; ${3:-}"
}

note "the right authority"
tls good good
good="https://127.0.0.1:$port/"
site "$good" "$work/county.pem"
exits 0 follow
equal "items" 2 "$(items "$work/site.db")"
office_has_news() { # so that each refusal below has something to keep out
  echo "又一项。" >"$work/body.txt"
  exits 0 "$BIN/feeder" add --case "$work/case.db" --catalogue D14 --title "新决定" --id item-3 "$work/body.txt"
  office
}
office_has_news
before=$(held)

# refused WHAT CODE ALARM PATTERN: nothing changes, one line says why, an alarm stands in the status.
refused() {
  exits 1 "${pull:-follow}"
  equal "$1: lines" 1 "$(wc -l <"$work/err")"
  says "$2: .*($4)"
  equal "$1: alarm" "$3" "$(alarms "$work/site.db")"
  equal "$1: what is held" "$before" "$(held)"
  note "$1: $(sed 's/^[^:]*: [^:]*: //' "$work/err")"
}
# against NAME CERTIFICATE CA PATTERN [MORE]
against() {
  tls "$1" "$2" "${5:-}"
  site "https://127.0.0.1:$port/" "$3"
  refused "$1" tls source-unreachable "$4"
  stop_nginx "$server"
  [ ! -s "$work/$1.log" ] || fail "$1: asked all the same: $(cat "$work/$1.log")"
}
ours=$work/county.pem
against authority-of-another strange "$ours" 'issuer certificate'
against authority-unknown-to-the-system good "" 'issuer certificate'
strange_house() { SSL_CERT_FILE=$ours SSL_CERT_DIR=$work CURL_CA_BUNDLE=$ours OPENSSL_CONF=/dev/null "$BIN/feeder" pull --config "$work/feeder.ini"; }
pull=strange_house against authority-known-to-the-environment good "" 'issuer certificate'
against authority-file-missing good "$work/none.pem" 'none.pem'
against authority-file-empty good /dev/null 'CAfile|authorities|certificate'
against expired expired "$ours" expired
against not-yet-valid early "$ours" 'not yet valid'
against another-host elsewhere "$ours" 'does not match|no alternative certificate'
against self-signed own "$ours" 'self.signed'
against TLS-1.0 good "$ours" 'protocol version' 'ssl_protocols TLSv1; ssl_ciphers ALL:@SECLEVEL=0;'
against TLS-1.1 good "$ours" 'protocol version' 'ssl_protocols TLSv1 TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;'
against no-common-cipher good "$ours" 'handshake|cipher|alert' 'ssl_protocols TLSv1.2; ssl_ciphers ECDHE-ECDSA-NULL-SHA:AECDH-NULL-SHA:@SECLEVEL=0;'

note "the old servers were real: a lax client speaks with them"
tls old good 'ssl_protocols TLSv1 TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;'
for version in tls1 tls1_1; do
  OPENSSL_CONF=/dev/null openssl s_client -connect "127.0.0.1:$port" "-$version" -cipher ALL:@SECLEVEL=0 </dev/null >"$work/lax" 2>&1 || fail "$version: $(tail -3 "$work/lax")"
done
stop_nginx "$server"

note "a site whose clock is dead cannot judge a certificate: nothing is taken, nothing changes"
site "$good" "$ours"
at_1990() { OPENSSL_CONF=/dev/null faketime -f '@1990-01-01 00:00:00' "$BIN/feeder" pull --config "$work/feeder.ini"; }
pull=at_1990 refused "1990" tls source-unreachable 'not yet valid'

note "an expired certificate among the authorities makes no other pass"
cat "$work/stranger.pem" "$work/expired.pem" >"$work/mixed.pem"
against authorities-of-others good "$work/mixed.pem" 'issuer certificate'

note "plain http on the port of https, and https on the port of http"
start_nginx plain "root $work/pub;"
site "https://127.0.0.1:$port/" "$ours"
refused "no TLS at all" tls source-unreachable 'wrong version|SSL'
stop_nginx "$server"
tls crossed good
site "http://127.0.0.1:$port/" "$ours"
refused "plain request to TLS" http-status source-unreachable 400
stop_nginx "$server"

note "a redirect from https to http, where the very publication lies, is not followed"
start_nginx open "root $work/pub;"
plain=$port plain_server=$server
tls down good "return 301 http://127.0.0.1:$plain\$request_uri;"
site "https://127.0.0.1:$port/" "$ours"
refused "redirect to http" http-status source-unreachable 301
[ ! -s "$work/open.log" ] || fail "the redirect was followed"
stop_nginx "$server"; stop_nginx "$plain_server"

note "and the good server again"
site "$good" "$ours"
exits 0 follow
equal "items" 3 "$(items "$work/site.db")"
equal "alarms" "" "$(alarms "$work/site.db")"
