// Runs a folder's detectors in TFLite's own interpreter (@tensorflow/tfjs-tflite, WebAssembly), TFLite_Detection_PostProcess
// included, and compares their detections, or their raw outputs, with those in the JSON beside them:
//   npm ci --prefix eng/check-tflite
//   dotnet run eng/check-tflite/write-detectors.cs -- FOLDER
//   node eng/check-tflite/check-detections.mjs FOLDER
// The exit code is 1 where a detection is missing or differs by more than 1e-3, or an output by more than 1e-4 of its largest value.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInThisContext } from 'node:vm';

const wasm = fileURLToPath(new URL('node_modules/@tensorflow/tfjs-tflite/wasm/', import.meta.url));
const list = vector => Array.from({ length: vector.size() }, (_, i) => vector.get(i));

/** The interpreter, which is written for browsers. */
async function load() {
  Object.assign(globalThis, { window: globalThis, self: globalThis, document: { currentScript: { src: `${wasm}x.js` } }, location: { href: `file://${wasm}` } });
  const factory = runInThisContext(`${readFileSync(`${wasm}tflite_web_api_cc_simd.js`, 'utf8')};tflite_web_api_ModuleFactory`);
  return factory({ wasmBinary: readFileSync(`${wasm}tflite_web_api_cc_simd.wasm`), print() {}, printErr() {} });
}

const floats = base64 => new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);

/** The outputs of a model by their names. */
function run(interpreter, file, input) {
  const bytes = readFileSync(file);
  const at = interpreter._malloc(bytes.length);
  interpreter.HEAPU8.set(bytes, at);
  const created = interpreter.TFLiteWebModelRunner.CreateFromBufferAndOptions(at, bytes.length, { numThreads: 1, enableProfiling: false, maxProfilingBufferEntries: 1 });
  if (!created.ok())
    throw new Error(created.errorMessage());
  const runner = created.value();
  list(runner.GetInputs())[0].data().set(input);
  if (!runner.Infer())
    throw new Error('The interpreter stops.');
  const outputs = Object.fromEntries(list(runner.GetOutputs()).map(output => [output.name, Array.from(output.data())]));
  runner.cleanUp?.();
  interpreter._free(at);
  return outputs;
}

/** Detections that are missing, that are more, and the largest difference: top, left, bottom, right within the image, class, score. */
function compareDetections(outputs, detections, classesPerBox) {
  const [boxes, classes, scores, [count]] = ['', ':1', ':2', ':3'].map(suffix => outputs[`TFLite_Detection_PostProcess${suffix}`]);
  const rest = Array.from({ length: count * classesPerBox }, (_, i) => [...boxes.slice(4 * i, 4 * i + 4).map(side => Math.min(Math.max(side, 0), 1)), classes[i], scores[i]])
    .filter(([top, left, bottom, right]) => bottom > top && right > left); // we leave out what is outside the image
  let largest = 0;
  const missing = detections.filter(one => {
    const differences = rest.map(other => other[4] === one[4] ? Math.max(...one.map((value, i) => Math.abs(value - other[i]))) : Infinity);
    const nearest = differences.indexOf(Math.min(...differences));
    if (!(differences[nearest] <= 1e-3))
      return true;
    largest = Math.max(largest, differences[nearest]);
    rest.splice(nearest, 1);
    return false;
  });
  return {
    wrong: missing.length > 0 || rest.length > 0 || detections.length === 0,
    words: `${detections.length} detections, ${missing.length} missing, ${rest.length} more, max |Δ| ${largest.toExponential(1)}`,
  };
}

/** The largest difference of raw outputs, as a share of an output's largest value. */
function compareOutputs(outputs, expected) {
  const differences = Object.entries(expected).map(([name, base64]) => {
    const [values, found] = [floats(base64), outputs[name]];
    if (found?.length !== values.length)
      return Infinity;
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return values.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i])), 0) / largest;
  });
  const largest = Math.max(...differences);
  return { wrong: !(largest <= 1e-4), words: `${differences.length} outputs, max |Δ| ${largest.toExponential(1)} of the largest value` };
}

const folder = process.argv[2];
const names = readdirSync(folder).filter(name => name.endsWith('.tflite')).map(name => name.slice(0, -'.tflite'.length)).sort();
const interpreter = await load();
let failures = 0;
for (const name of names) {
  const { input, classesPerBox, detections, outputs } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const found = run(interpreter, join(folder, `${name}.tflite`), floats(input));
  const { wrong, words } = detections ? compareDetections(found, detections, classesPerBox) : compareOutputs(found, outputs);
  failures += wrong;
  console.log(`${wrong ? 'WRONG' : 'ok   '}  ${name}: ${words}`);
}
console.log(`${names.length} detectors, ${failures} wrong`);
process.exitCode = failures || !names.length ? 1 : 0;
