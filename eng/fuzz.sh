#!/usr/bin/env bash
# Reads damaged files with every reader: 20,000 each unless said otherwise. Ends with 1 if one does more than read or refuse them.
#   eng/fuzz.sh [--reader NAME] [--count N] [--seed N]     one reader, other numbers
#   eng/fuzz.sh --reader NAME --seed N --only N            one file again
# What went wrong is in artifacts/fuzz; after a crash, artifacts/fuzz/READER/current has the number of the file, as an int32.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec dotnet run --configuration Release --project eng/fuzz -- "$@"
