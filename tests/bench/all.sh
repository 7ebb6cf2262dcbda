#!/usr/bin/env bash
# All rows of the bench, one script after the other on an otherwise idle machine: the screen (run.sh), long documents (layout.sh), following a
# publication (publication.sh), publishing at scale (scale.sh). About 20 minutes. What is skipped says why; what fails ends it.
cd "$(dirname "$0")/../.."
for program in feeder kiosk; do
  [ -x "build/bin/$program" ] || { echo "build/bin/$program: build the release preset first" >&2; exit 2; }
done
printf '%s, %s cores, load %s\n' "$(git log -1 --format='%h of %cs')" "$(nproc)" "$(cut -d' ' -f1 /proc/loadavg)"
for script in run layout publication scale; do
  printf '\n'
  code=0
  bash "tests/bench/$script.sh" || code=$?
  [ "$code" = 0 ] || [ "$code" = 77 ] || exit "$code"
done
