#!/usr/bin/env bash
# Every test of the project on a bare Debian 12: installs what is missing, builds with gcc, clang and the sanitizers, runs unit
# tests, flows over real PostgreSQL and X servers, fuzzers and analysers, and closes with one summary (ctest's).
set -euo pipefail
cd "$(dirname "$0")"
. assets/packages/install.sh
install_packages build demo test

jobs=$(nproc)
say() { printf '\n== %s\n' "$*"; }
say "build: gcc, optimised"
cmake --preset release -DDISCLOSURE_CHECKS=ON >/dev/null
cmake --build --preset release -j "$jobs" -- --quiet
say "build: clang with AddressSanitizer and UndefinedBehaviorSanitizer"
cmake --preset asan >/dev/null
cmake --build --preset asan -j "$jobs" -- --quiet
say "build: fuzzers"
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz -j "$jobs" -- --quiet
say "coverage of trust and canonical JSON"
SOURCE=$PWD BUILD=$PWD/build bash tests/checks/coverage.sh
say "tests"
exec ctest --test-dir build --no-tests=error --output-on-failure -j "$jobs" "$@"
