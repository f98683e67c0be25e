// Loads a folder's .tflite classifiers and detectors with MediaPipe's ImageClassifier and ObjectDetector in a browser, which need the
// metadata for labels, normalization and the meaning of outputs, and compares what they find with the JSON beside the model:
//   npm ci --prefix eng/check-tflite
//   dotnet run eng/check-tflite/write-classifiers.cs -- FOLDER docs/models/shapes.safetensors
//   node eng/check-tflite/check-mediapipe.mjs FOLDER
// or with the files of write-detectors.cs. The exit code is 1 where a label differs, a detection is missing, a probability or score
// differs by more than 0.01 (MediaPipe's and our resampling and rounding), or the side of a box by 2 pixels (MediaPipe's are whole).
import { readdirSync } from 'node:fs';
import { openPage } from './browser.mjs';

const folder = process.argv[2];
const names = readdirSync(folder).filter(name => name.endsWith('.tflite') && !name.endsWith(' raw.tflite')).map(name => name.slice(0, -'.tflite'.length)).sort();
let failures = 0;

await openPage('mediapipe.html', folder, names, ({ name, results, differences, more, error }) => {
  const wrong = (results ?? []).filter(({ label, found, probability, score }) => label !== found || !(Math.abs(score - probability) <= 0.01));
  for (const { image, label, probability, found, score } of wrong)
    console.log(`WRONG  ${name}  ${image}: ${found} ${score.toFixed(4)}, not ${label} ${probability.toFixed(4)}`);
  if (results) {
    const difference = Math.max(...results.map(({ probability, score }) => Math.abs(score - probability)));
    console.log(`${wrong.length ? 'WRONG' : 'ok   '}  ${name}: ${results.length - wrong.length} of ${results.length} images, max |Δ| ${difference.toExponential(1)}`);
  }

  if (differences) {
    const wrong = differences.filter(difference => !(difference?.score <= 0.01 && difference.pixels <= 2)).length + more;
    failures += wrong;
    const [score, pixels] = ['score', 'pixels'].map(part => Math.max(0, ...differences.map(difference => difference?.[part] ?? 0)));
    console.log(`${wrong ? 'WRONG' : 'ok   '}  ${name}: ${differences.length} detections, ${wrong} differ, max |Δ| ${score.toExponential(1)} of a score, ${pixels.toFixed(1)} pixels`);
  }

  if (error)
    console.log(`WRONG  ${name}: ${error}`);
  failures += wrong.length + (error ? 1 : 0);
});
console.log(`${names.length} files, ${failures} failures`);
process.exitCode = failures || !names.length ? 1 : 0;
