#!/usr/bin/env bash
# Each fuzzer for a short while from the cases as seeds: no crash, no case over 2 s, no more than 1 GiB.
seconds=${FUZZ_SECONDS:-15}
status=0
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
for fuzzer in "$SOURCE"/build-fuzz/fuzz/fuzz_*; do
  name=$(basename "$fuzzer")
  mkdir -p "$work/$name"
  cases=${name#fuzz_}
  [ "$cases" != pages ] || cases=document # pages are made of the same bodies
  [ "$cases" != image ] || cases=attachment
  find "$SOURCE/tests/cases/$cases" -type f -size -64k -exec cp --backup=numbered {} "$work/$name/" \; 2>/dev/null
  if "$fuzzer" -max_total_time="$seconds" -timeout=2 -rss_limit_mb=1024 -max_len=16384 -print_final_stats=1 "$work/$name" >"$work/log" 2>&1; then
    printf '%-20s %s runs\n' "$name" "$(sed -n 's/stat::number_of_executed_units: *//p' "$work/log")"
  else
    printf '%s FAILED\n' "$name"; tail -n 40 "$work/log"; status=1
  fi
done
exit $status
