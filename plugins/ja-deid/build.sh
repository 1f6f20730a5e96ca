#!/bin/sh
# From C to a core module: build.sh OUT.wasm. Needs clang and lld (Debian: apt-get install clang lld).
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
clang --target=wasm32 -O2 -Wall -Wextra -Werror -nostdlib -ffreestanding -mbulk-memory \
    -I "$here/../sdk" -Wl,--no-entry -Wl,--strip-debug -o "$1" "$here/ja_deid.c"
