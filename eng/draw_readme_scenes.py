#!/usr/bin/env python3
"""Makes docs/images/scenes.jpg: drawn scenes with what the detector of 'mobilenet demo --task detect' finds in them.

Run after the demo, with Debian's python3-pil 9.4:
    /usr/bin/python3 eng/draw_readme_scenes.py runs/demo-detect [COMMAND…]
COMMAND is how mobilenet is started; without it, by dotnet run.
"""
import pathlib
import subprocess
import sys
import tempfile

from PIL import Image

COLUMNS, ROWS, SIDE, GAP, SEED = 4, 2, 256, 6, 2024
ROOT = pathlib.Path(__file__).resolve().parent.parent


def main(model, command):
    with tempfile.TemporaryDirectory() as folder:
        scenes, drawn = pathlib.Path(folder, "scenes"), pathlib.Path(folder, "drawn")
        count = COLUMNS * ROWS
        run = lambda *words: subprocess.run([*command, *map(str, words), "-q"], check=True, stdout=subprocess.DEVNULL)
        run("data", "draw", scenes, "--task", "detect", "--train", count, "--val", 1, "--size", SIDE, "--seed", SEED)
        run("detect", scenes / "images/train", "--model", model, "--out", drawn, "--threshold", 0.4)
        sheet = Image.new("RGB", (COLUMNS * (SIDE + GAP) - GAP, ROWS * (SIDE + GAP) - GAP), "white")
        for i, path in enumerate(sorted(drawn.iterdir())):
            sheet.paste(Image.open(path), (i % COLUMNS * (SIDE + GAP), i // COLUMNS * (SIDE + GAP)))
        sheet.save(ROOT / "docs/images/scenes.jpg", quality=80)


main(sys.argv[1], sys.argv[2:] or ["dotnet", "run", "-c", "Release", "--project", str(ROOT / "src/MobileNetSharp.Cli"), "--"])
