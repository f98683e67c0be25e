#!/bin/sh
# Generates the C# classes of ONNX's schema. Needs protoc (Debian: protobuf-compiler; 3.21.12 made the file checked in).
set -eu
cd "$(dirname "$0")/../src/MobileNetSharp.Formats/Onnx/Schema"
protoc --csharp_out=. --csharp_opt=internal_access,file_extension=.g.cs onnx.proto
