#!/usr/bin/env bash
# A publication of feeder publish, read by a TUF client of other people (tuf-js, brought by npm into a folder that goes away), and
# read again after each change of one byte: see independent.js. Needs npm and node; takes some minutes. BIN: the programs.
set -euo pipefail
SOURCE=$(cd "$(dirname "$0")/../.." && pwd)
BIN=${BIN:-$SOURCE/build/bin}
. "$SOURCE/tests/flow/lib.sh"
. "$SOURCE/tests/flow/lib_publication.sh"
need npm node
npm install --prefix "$work/npm" --no-audit --no-fund --silent tuf-js || { echo "skipped: npm brought no tuf-js"; exit 77; }
note "tuf-js $(node -p "require('$work/npm/node_modules/tuf-js/package.json').version")"
rich_publication
mkdir "$work/client"
node "$SOURCE/tests/bench/independent.js" "$work/npm/node_modules/tuf-js" "$work/pub" "$work/keys/1.root.json" "$work/client" "${1:-3000}"
