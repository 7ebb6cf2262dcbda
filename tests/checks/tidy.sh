#!/usr/bin/env bash
# clang-tidy over the product's own files, two at a time; any finding fails.
cd "$SOURCE" && git ls-files 'feeder/*.c' 'feeder/**/*.c' 'kiosk/*.c' | sort -u |
  xargs -P 2 -n 4 clang-tidy --quiet -p "$BUILD" 2>/dev/null
