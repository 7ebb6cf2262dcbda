#!/usr/bin/env bash
# Line and branch coverage of the room that decides what may be shown (feeder/trust) and of the JSON reader and canonical writer
# (feeder/json) by their own tests. Fails below 100 % of lines or 95 % of branches. By hand: tests/checks/coverage.sh.
set -euo pipefail
source=${SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
build=${BUILD:-$source/build}/coverage
cmake -S "$source" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=gcc -DCMAKE_C_FLAGS="--coverage -O0" >/dev/null
tests=(test_json test_trust_conformance test_trust_delegations test_trust_rollback test_trust_attacks test_trust_advisories
  test_trust_metadata)
ninja -C "$build" "${tests[@]}" >/dev/null
find "$build" \( -name "*.gcda" -o -path "*CompilerId*.gcno" \) -delete
for test in "${tests[@]}"; do
  "$build/tests/$test" >/dev/null 2>&1 || { echo "$test failed"; exit 1; }
done
# A branch that leads only to BUG or ENSURE is a broken promise of our own code: no input can take it.
gcovr --root "$source" --filter "$source/feeder/(trust|json)/" --object-directory "$build" --exclude-throw-branches \
  --exclude-lines-by-pattern '.*(BUG\(|ENSURE\().*' --exclude-branches-by-pattern '.*(BUG\(|ENSURE\().*' --txt - --print-summary \
  --fail-under-line 100 --fail-under-branch 95 "$@"
