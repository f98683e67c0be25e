#!/usr/bin/env bash
# Reads damaged files with every reader, and runs random networks on both engines. Ends with 1 if one does more than read or refuse them.
#   eng/fuzz.sh [--reader NAME] [--count N] [--seed N]     N files for each reader, or for one; 20,000 unless said otherwise
#   eng/fuzz.sh --count 100000 --total 10000000 --log F    at least 100,000 each, in all 10 million, most of them for quick readers;
#                                                          what F says is done is not done again
#   eng/fuzz.sh --reader NAME --seed N --only N            one file again
#   eng/fuzz.sh --reader NAME --file F                     one file from anywhere
# What went wrong is in artifacts/fuzz; after a crash, artifacts/fuzz/READER/current has the number of the file, as an int32.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec dotnet run --configuration Release --project eng/fuzz -- "$@"
