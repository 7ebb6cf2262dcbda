#!/usr/bin/env bash
# Every C file stands as clang-format sets it.
cd "$SOURCE" && git ls-files '*.c' '*.h' | xargs clang-format --dry-run -Werror
