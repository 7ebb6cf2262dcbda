#!/usr/bin/env bash
# What feeder publish makes, read by code that shares nothing with ours (independent.py over Debian's securesystemslib and
# cryptography): it takes the whole publication, and refuses it after one bit is changed. Canonical JSON of 100,000 random objects
# is the same to the byte. tests/bench/independent.sh does this with another client, at length.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_publication.sh"
python=/usr/bin/python3 # Debian's own, which has Debian's libraries
"$python" -c 'import securesystemslib.formats, cryptography' 2>/dev/null || { echo "skipped: no python3-securesystemslib on this machine"; exit 77; }

note "canonical JSON"
"$python" "$SOURCE/tests/flow/independent.py" --canonical "$BIN/../tests/canonical" 100000

note "a publication with everything in it"
rich_publication
"$python" "$SOURCE/tests/flow/independent.py" "$work/pub" "$work/keys/1.root.json"
