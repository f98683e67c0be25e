// Loads a folder's .tflite classifiers with MediaPipe's ImageClassifier in a browser, which needs the metadata for labels and
// normalization, and compares label and probability of each image with those in the JSON beside the model:
//   npm ci --prefix eng/check-tflite
//   dotnet run eng/check-tflite/write-classifiers.cs -- FOLDER docs/models/shapes.safetensors
//   node eng/check-tflite/check-mediapipe.mjs FOLDER
// The exit code is 1 where a label differs, or a probability by more than 0.01 (MediaPipe's and our resampling and rounding).
import { readdirSync } from 'node:fs';
import { openPage } from './browser.mjs';

const folder = process.argv[2];
const names = readdirSync(folder).filter(name => name.endsWith('.tflite')).map(name => name.slice(0, -'.tflite'.length)).sort();
let failures = 0;

await openPage('mediapipe.html', folder, names, ({ name, results, error }) => {
  const wrong = (results ?? []).filter(({ label, found, probability, score }) => label !== found || !(Math.abs(score - probability) <= 0.01));
  for (const { image, label, probability, found, score } of wrong)
    console.log(`WRONG  ${name}  ${image}: ${found} ${score.toFixed(4)}, not ${label} ${probability.toFixed(4)}`);
  if (results) {
    const difference = Math.max(...results.map(({ probability, score }) => Math.abs(score - probability)));
    console.log(`${wrong.length ? 'WRONG' : 'ok   '}  ${name}: ${results.length - wrong.length} of ${results.length} images, max |Δ| ${difference.toExponential(1)}`);
  }

  if (error)
    console.log(`WRONG  ${name}: ${error}`);
  failures += wrong.length + (error ? 1 : 0);
});
console.log(`${names.length} files, ${failures} failures`);
process.exitCode = failures || !names.length ? 1 : 0;
