// Runs a folder's .tflite files in a browser, on TFLite itself (@litertjs/core, as in check.mjs), each on the input in the
// JSON beside it, and adds the outputs to the JSON:
//   /usr/bin/python3 eng/make_tflite_goldens.py test/data/golden/tflite
//   npm ci --prefix eng/check-tflite
//   node eng/check-tflite/record.mjs test/data/golden/tflite
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPage } from './browser.mjs';

const folder = process.argv[2];
const names = readdirSync(folder).filter(name => name.endsWith('.tflite')).map(name => name.slice(0, -'.tflite'.length)).sort();
let recorded = 0;

await openPage('record.html', folder, names, ({ name, outputs, error }) => {
  if (error) {
    console.log(`${name}: ${error}`);
    return;
  }

  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path)), outputs }) + '\n');
  recorded++;
});
console.log(`${recorded} of ${names.length} files recorded`);
process.exitCode = recorded === names.length ? 0 : 1;
