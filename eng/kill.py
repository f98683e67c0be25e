#!/usr/bin/env python3
"""Kills the command (SIGKILL) at random moments, and checks that nothing is lost and nothing half done is left.

    dotnet build -c Release
    eng/kill.py train --kills 200 --seed 1   training, resumed each time: the weights must equal an undisturbed run's to the bit
    eng/kill.py pull --kills 200 --seed 1    downloads from a server of its own: models are listed whole or not at all

By hand, not part of CI. Needs Python 3.9 and nothing else. Ends with 1 at the first finding, whose files it keeps. The seed gives
the moments; what the process has reached by then depends on the machine.
"""
import argparse
import hashlib
import http.server
import json
import os
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "src/MobileNetSharp.Cli/bin/Release/net10.0" / ("mobilenet.exe" if os.name == "nt" else "mobilenet")


class Finding(Exception):
    pass


class Command:
    """The command in a folder, with a model folder of its own."""

    def __init__(self, folder, **environment):
        self.folder = folder
        self.environment = {**os.environ, "MOBILENETSHARP_HOME": str(folder / "models"), **environment}

    def start(self, *args):
        return subprocess.Popen([str(PROGRAM), *args], cwd=self.folder, env=self.environment, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, *args):
        process = self.start(*args)
        output, error = process.communicate()
        if process.returncode != 0:
            raise Finding(f"{' '.join(args)}: exit code {process.returncode}: {error.strip()}")
        return output

    def kill(self, seconds, *args):
        """Whether it was killed; False where it had ended, well, before."""
        process = self.start(*args)
        try:
            _, error = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return True
        if process.returncode != 0:
            raise Finding(f"{' '.join(args)}: exit code {process.returncode}: {error.strip()}")
        return False


def weights(path):
    """The tensors of a .safetensors file, without the metadata, which has the date."""
    data = path.read_bytes()
    end = 8 + int.from_bytes(data[:8], "little")
    tensors = json.loads(data[8:end])
    tensors.pop("__metadata__", None)
    return tensors, hashlib.sha256(data[end:]).hexdigest()


def train(command, kills, moments):
    command.run("data", "draw", "shapes", "--train", "40", "--val", "20", "--size", "32", "--quiet")
    begin = ["train", "classify", "shapes/train", "--recipe", "from-scratch-small", "--model", "mobilenet_v2_0.1_32", "--threads", "1",
             "--epochs", "4", "--set", "data.batchSize=8", "--set", "network.cropFraction=1", "--quiet", "--out"]
    started = time.monotonic()
    command.run(*begin, "whole")
    whole, duration = weights(command.folder / "whole/model.safetensors"), time.monotonic() - started
    run, counts = command.folder / "run", {"kills": 0, "runs": 0, "before the record": 0, "before the first checkpoint": 0, "at the end": 0}

    while counts["kills"] < kills:
        shutil.rmtree(run, ignore_errors=True)
        for _ in range(moments.randint(1, 8)):
            if not command.kill(moments.uniform(0, duration), *again(begin, run)):
                break
            counts["kills"] += 1
            counts["before the record"] += not (run / "run.json").exists()
            counts["before the first checkpoint"] += (run / "run.json").exists() and not (run / "checkpoints/last.safetensors").exists()
            counts["at the end"] += (run / "model.safetensors").exists()
        command.run(*again(begin, run))
        counts["runs"] += 1
        if weights(run / "model.safetensors") != whole:
            raise Finding("the weights differ from those of the undisturbed run")
    return counts


def again(begin, run):
    """What a user types next: --resume where there is a run, else the same again."""
    return ["train", "classify", "--resume", "run", "--threads", "1", "--quiet"] if (run / "run.json").exists() else [*begin, "run"]


def pull(command, kills, moments):
    model = ROOT / "docs/models/shapes.safetensors"
    command.run("convert", str(model), "shapes.tflite")
    with tarfile.open(command.folder / "packed.tgz", "w:gz") as archive:
        archive.add(command.folder / "shapes.tflite", "shapes.tflite")
    plain = {"/plain.safetensors": model.read_bytes(), "/packed.tgz": (command.folder / "packed.tgz").read_bytes()}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler(plain))
    server.handle_error = lambda *_: None  # a client that is killed resets its connection
    threading.Thread(target=server.serve_forever, daemon=True).start()
    installed = {"own/plain": ("own/plain.safetensors", model), "own/packed": ("own/packed.tflite", command.folder / "shapes.tflite")}
    catalog(command.folder / "models", f"http://127.0.0.1:{server.server_port}", plain)
    counts = {"kills": 0, "downloads": 0, "killed with a part kept": 0, "killed after the file had its name": 0}

    while counts["kills"] < kills:
        name = moments.choice(sorted(installed))
        for entry in (command.folder / "models").iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
        started = time.monotonic()
        command.run("models", "pull", name, "--quiet")
        duration = time.monotonic() - started
        shutil.rmtree(command.folder / "models/own")
        for _ in range(moments.randint(1, 8)):
            if not command.kill(moments.uniform(0, duration), "models", "pull", name, "--quiet"):
                break
            counts["kills"] += 1
            counts["killed with a part kept"] += any((command.folder / "models").glob("own/*.part*"))
            counts["killed after the file had its name"] += (command.folder / "models" / installed[name][0]).exists()
            check_list(command, installed)
        command.run("models", "pull", name, "--quiet")
        counts["downloads"] += 1
        if check_list(command, installed) != [name]:
            raise Finding(f"{name} was downloaded and is not listed")
        if [path.name for path in (command.folder / "models/own").iterdir()] != [Path(installed[name][0]).name]:
            raise Finding("there is more than the model in the model folder")
    return counts


def check_list(command, installed):
    """The names of the models that are there; each file must be whole."""
    models = json.loads(command.run("models", "--json"))["models"]
    if not {entry["name"] for entry in models} >= set(installed):
        raise Finding("the catalog is not whole")
    present = [entry for entry in models if entry.get("path")]
    for entry in present:
        path, published = installed.get(entry["name"], (None, None))
        if path is None or Path(entry["path"]).read_bytes() != published.read_bytes():
            raise Finding(f"{entry['name']} is listed and not whole: {entry['path']}")
    return [entry["name"] for entry in present]


def catalog(folder, server, files):
    folder.mkdir()
    (folder / "catalog.json").write_text(json.dumps([
        {
            "name": f"own/{Path(name).stem}", "description": "to be killed", "address": server + name, "license": "none", "inputSize": 64,
            "fileName": "plain.safetensors" if name.endswith("safetensors") else "packed.tflite",
            "archiveMember": None if name.endswith("safetensors") else "shapes.tflite",
            "sha256": hashlib.sha256(data).hexdigest(), "sizeBytes": len(data),
        }
        for name, data in files.items()
    ]))


def handler(files):
    class Handler(http.server.BaseHTTPRequestHandler):
        """A server that is slow, so that kills come in the middle of files, and resumes by ranges."""

        protocol_version = "HTTP/1.1"

        def do_GET(self):
            data = files[self.path]
            first = int(self.headers["Range"].removeprefix("bytes=").split("-")[0]) if self.headers["Range"] else 0
            self.send_response(206 if first else 200)
            if first:
                self.send_header("Content-Range", f"bytes {first}-{len(data) - 1}/{len(data)}")
            self.send_header("Content-Length", str(len(data) - first))
            self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()[:8]}"')
            self.end_headers()
            step = len(data) // 50
            try:
                for at in range(first, len(data), step):
                    self.wfile.write(data[at:at + step])
                    time.sleep(0.01)
            except OSError:
                self.close_connection = True  # the other side was killed

        def log_message(self, *_):
            pass

    return Handler


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["train", "pull"])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not PROGRAM.exists():
        sys.exit(f"{PROGRAM}: not there; build it with 'dotnet build -c Release'")
    folder, started = Path(tempfile.mkdtemp(prefix="mobilenet-kill-")), time.monotonic()
    try:
        counts = {"train": train, "pull": pull}[options.what](Command(folder), options.kills, random.Random(options.seed))
    except Finding as finding:
        sys.exit(f"{options.what}, seed {options.seed}: {finding}\nkept: {folder}")
    shutil.rmtree(folder)
    print(f"{options.what}, seed {options.seed}, {time.monotonic() - started:.0f} s: " + ", ".join(f"{name} {count}" for name, count in counts.items()))


if __name__ == "__main__":
    main()
