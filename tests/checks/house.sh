#!/usr/bin/env bash
# The rules of the house that a compiler does not see: direction of includes, size of files, one home of each library, no text
# of the interface in code, no path of a machine.
cd "$SOURCE" || exit 1
export LC_ALL=C.UTF-8 # ideographs are looked for by code point
bad=0
complain() { printf '%s\n' "$1"; shift; printf '    %s\n' "$@"; bad=1; }
check() { local found; found=$(eval "$2" || true); [ -z "$found" ] || complain "$1" "$found"; }
check "the kiosk reaches around the contract:" "grep -nE '#include \"(\.\./|feeder/|\.\./feeder)' kiosk/*.c kiosk/*.h"
check "jansson outside feeder/json:" "grep -rlE '#include <jansson' feeder kiosk | grep -v '^feeder/json/'"
check "libpq outside feeder/link:" "grep -rlE '#include <(libpq|postgresql)' feeder kiosk | grep -vx 'feeder/link.c'"
check "libcurl outside feeder/fetch:" "grep -rlE '#include <curl' feeder kiosk | grep -vx 'feeder/fetch.c'"
check "SDL in the model:" "grep -lE '#include <SDL' kiosk/*.[ch] | grep -vE 'kiosk/(paint|font|picture|window|app|contact|export|main)'"
check "ideographs in code (interface strings belong to assets/strings):" \
  "grep -rnP '^[^/]*\"[^\"]*[\x{4e00}-\x{9fff}\x{ac00}-\x{d7a3}][^\"]*\"' feeder kiosk --include=*.c | grep -vE 'feeder/(mask|persondata)|kiosk/(document|text|flow_title)'"
check "file over 800 lines (of the tests, over 1500):" "git ls-files '*.c' | xargs wc -l | awk '\$2 != \"total\" && \$1 > (\$2 ~ /^tests/ ? 1500 : 800) {print \$2, \$1}'"
check "header over 120 lines (of the tests, over 200):" "git ls-files '*.h' | xargs wc -l | awk '\$2 != \"total\" && \$1 > (\$2 ~ /^tests/ ? 200 : 120) {print \$2, \$1}'"
check "unbounded string functions:" "grep -rnE '\b(strcpy|strcat|sprintf|gets|vsprintf)\(' feeder kiosk --include=*.c"
check "warnings switched off:" "grep -rnE -- '-Wno-|pragma GCC diagnostic' CMakeLists.txt tests/CMakeLists.txt feeder kiosk"
check "path of a machine:" "git grep -nE '/(root|home/[a-z]+|work)/' -- . ':!tests/checks/house.sh' | grep -vE '/home/user'"
exit $bad
