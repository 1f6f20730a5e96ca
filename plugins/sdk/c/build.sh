#!/bin/sh
# Makes plugin.wasm. Needs clang and lld (Debian: apt-get install clang lld) and sekisho.
set -eu
cd "$(dirname "$0")"
clang --target=wasm32 -O2 -Wall -Wextra -nostdlib -ffreestanding -mbulk-memory \
    -Wl,--no-entry -Wl,--strip-debug -o core.wasm plugin.c
sekisho plugin build core.wasm -o plugin.wasm
