#!/usr/bin/env bash
# The unit tests again, built by clang with AddressSanitizer and UndefinedBehaviorSanitizer; leaks count.
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=1 UBSAN_OPTIONS=print_stacktrace=1
exec ctest --test-dir "$SOURCE/build-asan" -L unit --no-tests=error --output-on-failure -j 2
