#!/usr/bin/env bash
# Publishes the command as native executables, for Linux on x86-64, with libSkiaSharp beside them,
# without the verbs that train, which need libtorch:
#   artifacts/native/x86-64-v3/mobilenet    256-bit vectors: processors with AVX2
#   artifacts/native/x86-64-v4/mobilenet    512-bit vectors: processors with AVX-512
# Native code has its instruction set fixed when it is made: v3 never uses AVX-512, v4 does not start without it.
#
#   eng/publish-native.sh [MODEL]    with a MODEL each executable also classifies an image and must agree with the JIT
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
model=${1:-} image=docs/images/clock.jpg
levels="x86-64-v3 x86-64-v4"
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

fail() { echo "publish-native: $*" >&2; exit 1; }

[ "$(uname -sm)" = "Linux x86_64" ] || fail "it makes executables for Linux on x86-64, this is $(uname -sm)."
missing=()
command -v clang > /dev/null || command -v gcc > /dev/null || missing+=("clang (or gcc)")
command -v ld.lld > /dev/null || missing+=(lld)
[ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev)
[ ${#missing[@]} -eq 0 ] || fail "missing: ${missing[*]}; on Debian: apt-get install clang lld zlib1g-dev"
[ -z "$model" ] || [ -f "$model" ] || fail "there is no model file '$model'."

runs_here() { # runs_here LEVEL: whether this processor has the level's instructions.
    case $1 in
        x86-64-v3) grep -qw avx2 /proc/cpuinfo ;;
        x86-64-v4) grep -qw avx512vl /proc/cpuinfo ;;
    esac
}

for level in $levels; do
    out=artifacts/native/$level
    rm -rf "$out"
    dotnet publish src/MobileNetSharp.Cli --configuration Release --runtime linux-x64 --output "$out" \
        --artifacts-path artifacts/native/build -p:RestoreLockedMode=false -p:PublishAot=true -p:Training=false -p:IlcInstructionSet="$level" -p:LinkerFlavor=lld
    rm -f "$out"/*.dbg "$out"/*.pdb "$out"/*.xml
done

labels() { sed -n 's/.*"label": "\(.*\)",*/\1/p'; }

for level in $levels; do
    executable=artifacts/native/$level/mobilenet
    echo "$level: $(du -h "$executable" | cut -f 1) $executable"
    runs_here "$level" || { echo "$level: not run, this processor lacks it"; continue; }
    echo "$level: version $("$executable" --version)"
    if [ -n "$model" ]; then
        native=$("$executable" classify "$image" --model "$model" --json | labels)
        jit=$(dotnet run --configuration Release --project src/MobileNetSharp.Cli -- classify "$image" --model "$model" --json | labels)
        [ -n "$native" ] && [ "$native" = "$jit" ] || fail "$level finds '$native', the JIT '$jit'."
        echo "$level: $image shows: $(head -n 1 <<< "$native")"
    fi
done
