#!/usr/bin/env bash
# Every C file stands as clang-format sets it.
set -euo pipefail
cd "$SOURCE"
files=$(git ls-files '*.c' '*.h')
[ -n "$files" ] || { echo "nothing to look at"; exit 1; }
xargs clang-format --dry-run -Werror <<<"$files"
