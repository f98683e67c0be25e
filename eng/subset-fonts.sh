#!/usr/bin/env bash
# Cuts Arimo down to the characters that plots and labels need: Latin, Greek, Cyrillic, signs and arrows, without hinting.
# Made with fonts-croscore 20201225-1 and fonttools 4.38.0 of Debian 12; the license of the fonts is beside them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source=/usr/share/fonts/truetype/croscore target=src/MobileNetSharp.Imaging/Drawing/Fonts
command -v pyftsubset > /dev/null && [ -e $source/Arimo-Regular.ttf ] || { echo "missing; on Debian: apt-get install fonts-croscore fonttools" >&2; exit 1; }

characters=U+20-7E,U+A0-17F,U+218-21B,U+2C6-2DD,U+370-3FF,U+400-45F,U+1D50,U+1E9E,U+2010-2027,U+2030-2033,U+2039,U+203A,U+2070-209C,U+20AC
characters+=,U+2116,U+2122,U+2190-2195,U+2202,U+2206,U+2211,U+2212,U+221A,U+221E,U+2248,U+2260,U+2264,U+2265,U+25A0,U+25A1,U+25CF
for style in Regular Bold; do
    SOURCE_DATE_EPOCH=0 pyftsubset $source/Arimo-$style.ttf --unicodes=$characters --layout-features=kern --no-hinting \
        --no-recalc-timestamp --name-IDs='*' --output-file=$target/Arimo-$style.ttf
done
