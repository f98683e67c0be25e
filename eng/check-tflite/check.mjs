// Runs a folder's .tflite files in a browser, on TFLite itself (@litertjs/core: XNNPACK in WebAssembly), and prints how far
// their outputs are from those in the JSON beside them. Needs Node.js and Chromium (Debian: nodejs, npm, chromium):
//   npm ci --prefix eng/check-tflite
//   dotnet run eng/check-tflite/write-samples.cs -- FOLDER
//   node eng/check-tflite/check.mjs FOLDER
// $CHROMIUM names another browser. The exit code is 1 where an output differs by more than 1e-4 of its largest value.
import { readdirSync } from 'node:fs';
import { openPage } from './browser.mjs';

const folder = process.argv[2];
const names = readdirSync(folder).filter(name => name.endsWith('.tflite')).map(name => name.slice(0, -'.tflite'.length)).sort();
let failures = 0;

await openPage('page.html', folder, names, ({ name, outputs, error }) => {
  for (const { output, difference, scale } of outputs ?? []) {
    const wrong = !(difference <= 1e-4 * scale);
    failures += wrong;
    console.log(`${wrong ? 'WRONG' : 'ok   '}  ${name}  ${output}: max |Δ| ${difference.toExponential(1)} of ${scale.toPrecision(3)}`);
  }

  if (error) {
    failures++;
    console.log(`WRONG  ${name}: ${error}`);
  }
});
console.log(`${names.length} files, ${failures} wrong outputs`);
process.exitCode = failures || !names.length ? 1 : 0;
