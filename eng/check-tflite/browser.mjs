// Opens a page of this folder in a headless browser, served from this machine, and hands over what the page posts.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const types = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };

/**
 * The page reads this folder, the given one under /files/, and `names` as JSON under /names. Each message that it posts goes
 * to `report`; one with `done` closes the browser. $CHROMIUM names another browser.
 */
export function openPage(page, folder, names, report) {
  const profile = mkdtempSync(join(tmpdir(), 'check-tflite-'));
  let browser;

  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    if (request.method === 'POST') {
      let body = '';
      request.on('data', chunk => body += chunk).on('end', () => {
        response.end();
        const message = JSON.parse(body);
        if (message.done)
          browser.kill();
        else
          report(message);
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

  return new Promise(resolve => server.listen(0, '127.0.0.1', () => {
    browser = spawn(process.env.CHROMIUM ?? 'chromium', [
      '--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`,
      `http://127.0.0.1:${server.address().port}/${page}`,
    ], { stdio: 'ignore' });
    browser.on('error', error => console.log(`The browser does not start: ${error.message}`));
    browser.on('close', () => {
      server.close();
      server.closeAllConnections();
      rmSync(profile, { recursive: true, force: true });
      resolve();
    });
  }));
}
