#!/usr/bin/env bash
# Writes the public API of each packed library into its PublicAPI.*.txt, to which the build holds it.
#
#   eng/update-public-api.sh           what was added or removed since the last release goes into PublicAPI.Unshipped.txt
#   eng/update-public-api.sh --ship    at a release: everything goes into PublicAPI.Shipped.txt
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
ship=${1:-}
[ -z "$ship" ] || [ "$ship" = --ship ] || { echo "usage: eng/update-public-api.sh [--ship]" >&2; exit 2; }

work=$(mktemp -d)
write() { { echo '#nullable enable'; cat; } > "$1"; } # write FILE: writes the lines on stdin.
restore() {
    rm -f src/*/PublicAPI.*.txt
    cp -r "$work/before/." src
}
mkdir "$work/before"
for file in src/*/PublicAPI.*.txt; do
    [ -f "$file" ] && install -m 644 -D "$file" "$work/before/${file#src/}"
done
trap 'restore; rm -rf "$work"' EXIT

# A symbol that no file declares is reported with the line that would declare it; with empty files that is all of them.
for project in src/*/*.csproj; do
    write "$(dirname "$project")/PublicAPI.Shipped.txt" < /dev/null
    write "$(dirname "$project")/PublicAPI.Unshipped.txt" < /dev/null
done
dotnet build src/MobileNetSharp.Cli --no-incremental -p:TreatWarningsAsErrors=false > "$work/log" || { grep -m 20 'error' "$work/log"; exit 1; }
restore

for project in src/*/*.csproj; do
    folder=$(dirname "$project")
    shipped=$folder/PublicAPI.Shipped.txt unshipped=$folder/PublicAPI.Unshipped.txt
    sed -n "s|.*warning RS0016: Symbol '\(.*\)' is not part of the declared public API.*$project\].*|\1|p" "$work/log" | sort -u > "$work/now"
    if [ ! -s "$work/now" ]; then
        rm -f "$shipped" "$unshipped"
        continue
    fi
    if [ -n "$ship" ] || [ ! -f "$shipped" ]; then
        write "$shipped" < "$work/now"
        write "$unshipped" < /dev/null
    else
        # A symbol that gained its nullability annotations (~ marks those without) is not a change; it is shipped as annotated.
        awk 'function key(line) { sub(/^~/, "", line); gsub(/[!?]/, "", line); return line }
            NR == FNR { now[key($0)] = $0; next }
            /^~/ && key($0) in now { print now[key($0)]; next }
            { print }' "$work/now" "$shipped" > "$work/annotated"
        cp "$work/annotated" "$shipped"
        grep -v '^#' "$shipped" | sort > "$work/shipped"
        { comm -13 "$work/shipped" "$work/now"; comm -23 "$work/shipped" "$work/now" | sed 's/^/*REMOVED*/'; } | write "$unshipped"
    fi
    echo "$folder: $(wc -l < "$work/now") symbols, $(grep -vc '^#' "$unshipped") changes not shipped"
done
trap 'rm -rf "$work"' EXIT
