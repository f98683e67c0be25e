#!/usr/bin/env bash
# Cross-validates `mobilenet train classify` on a folder of class folders: each fold trains on the others (of which it keeps a
# part to choose the best epoch by) and is tested once on its own images, which the training never saw.
#
#   [THREADS=2] eng/cross-validate.sh DATA MODEL [FOLDS=5] [WAYS="probe finetune scratch"]
#
# Prints a line per fold and way, and at the end each way's right answers, images and minutes.
set -euo pipefail
data=$(realpath "$1") model=$(realpath "$2") folds=${3:-5} ways=${4:-probe finetune scratch}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mobilenet=${MOBILENET:-dotnet run --no-build --configuration Release --project src/MobileNetSharp.Cli --}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

options() { # options WAY: fills the array "given" with how it differs from the default
    case $1 in
        probe) given=(--model "$model" --set 'phases=[{"name":"head","epochs":40,"trainedLayers":1,"batchSize":32}]') ;;
        finetune) given=(--model "$model") ;;
        scratch) given=(--recipe from-scratch-small --model mobilenet_v2_1.0_224 --set data.batchSize=16 --epochs 40) ;;
        *) echo "cross-validate: no way '$1'" >&2; exit 2 ;;
    esac
}

number() { sed -n "s/^ *\"$1\": \([0-9.]*\),*$/\1/p" | head -n 1; }

for ((fold = 0; fold < folds; fold++)); do
    # Every image of a class in turn to the next fold: stratified, and the same for everybody.
    for class in "$data"/*/; do
        find "$class" -type f | sort | awk -v class="$(basename "$class")" -v folds="$folds" -v fold="$fold" \
            '{ printf "%s,%s,%s\n", $0, class, (NR - 1) % folds == fold ? "test" : "train" }'
    done > "$work/fold$fold.csv"
done

for way in $ways; do
    start=$SECONDS right=0 images=0
    for ((fold = 0; fold < folds; fold++)); do
        options "$way"
        $mobilenet train classify "$work/fold$fold.csv" --out "$work/$way$fold" --threads "${THREADS:-2}" --quiet "${given[@]}" > "$work/train.log"
        result=$($mobilenet eval classify "$work/fold$fold.csv" --split test --model "$work/$way$fold/model.safetensors" --json)
        top1=$(number top1 <<< "$result") count=$(number images <<< "$result")
        hits=$(awk -v share="$top1" -v count="$count" 'BEGIN { printf "%.0f", share * count }')
        right=$((right + hits)) images=$((images + count))
        echo "$way fold $((fold + 1)): $hits of $count; $(head -n 1 "$work/train.log")"
        rm -rf "${work:?}/$way$fold"
    done
    echo "$way: $right of $images right ($(awk -v r="$right" -v n="$images" 'BEGIN { printf "%.1f", 100 * r / n }') %), $(awk -v s=$((SECONDS - start)) 'BEGIN { printf "%.1f", s / 60 }') minutes"
done
