#!/usr/bin/env bash
# Damaged files for one reader as afl-fuzz makes them, which keeps what reaches new code. Ends with 1 if one does more than read or refuse them.
#   eng/fuzz-coverage.sh READER [MINUTES]      10 minutes unless said otherwise; again goes on from where it ended
# It needs afl-fuzz (the package afl++) and sharpfuzz (dotnet tool install --global SharpFuzz.CommandLine). Files that went wrong are in
# artifacts/fuzz-coverage/READER/found/default/{crashes,hangs}; one again: eng/fuzz.sh --reader READER --file FILE
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
reader=${1:?a reader, such as TfLite; eng/fuzz.sh --help lists them} minutes=${2:-10}
program=artifacts/fuzz-coverage/bin seeds=artifacts/fuzz-coverage/seeds found=artifacts/fuzz-coverage/$reader/found

if [ ! -e "$program/instrumented" ]; then
    dotnet build --configuration Release eng/fuzz
    rm -rf "$program"
    mkdir -p "$(dirname "$program")"
    cp -r eng/fuzz/bin/Release/net10.0 "$program" # what the build copies may be links to the packages' own files
    dotnet "$program/MobileNetSharp.Fuzz.dll" --seeds "$seeds" # instrumented, it can only be run by afl-fuzz
    for library in "$program"/MobileNetSharp*.dll "$program"/Google.Protobuf.dll "$program"/BitMiracle.LibTiff.NET.dll; do
        case $library in *Fuzz.dll | *TestKit.dll) ;; *) sharpfuzz "$library" ;; esac
    done
    touch "$program/instrumented" # delete artifacts/fuzz-coverage/bin after a change
fi

export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1 AFL_AUTORESUME=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
mkdir -p "$found"
afl-fuzz -i "$seeds/$reader" -o "$found" -V $((60 * minutes)) -t 10000 -m none -- dotnet "$program/MobileNetSharp.Fuzz.dll" --reader "$reader"
grep -E 'execs_done|execs_per_sec|corpus_count|saved_crashes|saved_hangs|bitmap_cvg' "$found/default/fuzzer_stats"
[ -z "$(ls "$found/default/crashes" "$found/default/hangs" | grep id:)" ]
