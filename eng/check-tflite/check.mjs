// Runs a folder's .tflite files in a browser, on TFLite itself (@litertjs/core: XNNPACK in WebAssembly), and prints how far
// their outputs are from those in the JSON beside them. Needs Node.js and Chromium (Debian: nodejs, npm, chromium):
//   npm ci --prefix eng/check-tflite
//   dotnet run eng/check-tflite/write-samples.cs -- FOLDER
//   node eng/check-tflite/check.mjs FOLDER
// $CHROMIUM names another browser. The exit code is 1 where an output differs by more than 1e-4 of its largest value.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = process.argv[2];
const names = readdirSync(folder).filter(name => name.endsWith('.tflite')).map(name => name.slice(0, -'.tflite'.length)).sort();
const types = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };
const profile = mkdtempSync(join(tmpdir(), 'check-tflite-'));
let failures = 0;
let browser;

const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
  if (request.method === 'POST') {
    let body = '';
    request.on('data', chunk => body += chunk).on('end', () => {
      response.end();
      report(JSON.parse(body));
    });
    return;
  }

  try {
    const file = path === '/names' ? JSON.stringify(names)
      : readFileSync(path.startsWith('/files/') ? join(folder, path.slice('/files/'.length)) : join(here, path));
    response.setHeader('Content-Type', types[path.slice(path.lastIndexOf('.'))] ?? 'application/octet-stream');
    response.end(file);
  } catch {
    response.writeHead(404).end();
  }
});

function report({ name, outputs, error, done }) {
  if (done) {
    browser.kill();
    return;
  }

  for (const { output, difference, scale } of outputs ?? []) {
    const wrong = !(difference <= 1e-4 * scale);
    failures += wrong;
    console.log(`${wrong ? 'WRONG' : 'ok   '}  ${name}  ${output}: max |Δ| ${difference.toExponential(1)} of ${scale.toPrecision(3)}`);
  }

  if (error) {
    failures++;
    console.log(`WRONG  ${name}: ${error}`);
  }
}

server.listen(0, '127.0.0.1', () => {
  browser = spawn(process.env.CHROMIUM ?? 'chromium', [
    '--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`,
    `http://127.0.0.1:${server.address().port}/page.html`,
  ], { stdio: 'ignore' });
  browser.on('error', error => console.log(`The browser does not start: ${error.message}`));
  browser.on('close', () => {
    server.close();
    server.closeAllConnections();
    rmSync(profile, { recursive: true, force: true });
    console.log(`${names.length} files, ${failures} wrong outputs`);
    process.exitCode = failures || !names.length ? 1 : 0;
  });
});
