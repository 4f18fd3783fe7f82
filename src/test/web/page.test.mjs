import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const WEB = fileURLToPath(new URL('../../main/resources/web/', import.meta.url));
const all = fs.readdirSync(WEB, { recursive: true }).map(String);
const own = all.filter((file) => /\.(js|css|html)$/.test(file) && !file.startsWith('vendor'));
const read = (file) => fs.readFileSync(path.join(WEB, file), 'utf8');

describe('the page as files', () => {
  it('loads nothing from elsewhere', () => {
    for (const file of own) {
      const text = read(file).replaceAll('http://www.w3.org/2000/svg', '');
      assert.doesNotMatch(
        text,
        /(src|href|url\(|from|import)\s*[=(]?\s*['"]?(https?:)?\/\/\w/,
        file,
      );
    }
  });

  it('keeps to the content security policy: no inline script, style or handler, no eval', () => {
    const html = read('index.html');
    assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)/);
    for (const file of own.filter((name) => !name.endsWith('.css'))) {
      const text = read(file);
      assert.doesNotMatch(text, /\sstyle="/, `${file}: style attribute`);
      assert.doesNotMatch(text, /\son\w+="/, `${file}: inline handler`);
      assert.doesNotMatch(text, /\beval\(|new Function\(|innerHTML|unsafeHTML/, file);
    }
  });

  it('has every module that it imports', () => {
    for (const file of own.filter((name) => name.endsWith('.js'))) {
      for (const [, target] of read(file).matchAll(/from '(\.[^']+)'/g)) {
        const found = fs.existsSync(path.join(WEB, path.dirname(file), target));
        assert.ok(found, `${file} imports ${target}`);
      }
    }
    for (const [, target] of read('index.html').matchAll(/(?:src|href)="\/([^"]+)"/g)) {
      assert.ok(fs.existsSync(path.join(WEB, target)), target);
    }
  });

  it('keeps the rules pure: no clock, no browser, no network in them', () => {
    for (const file of ['model.js', 'ui.js', 'keys.js', 'history.js', 'format.js']) {
      const code = read(file).replace(/\/\*[\s\S]*?\*\//g, '');
      assert.doesNotMatch(
        code,
        /Date\.now|performance\.|document\b|fetch\(|WebSocket|new Date\(\)/,
        file,
      );
      assert.doesNotMatch(code, /Math\.random|crypto\./, file);
    }
  });

  it('keeps I/O in socket.js', () => {
    for (const file of own.filter((name) => name.endsWith('.js') && name !== 'socket.js')) {
      assert.doesNotMatch(read(file), /\bfetch\(|new WebSocket/, file);
    }
  });

  it('ships the licence of each library', () => {
    for (const folder of fs.readdirSync(path.join(WEB, 'vendor'), { withFileTypes: true })) {
      if (!folder.isDirectory()) continue;
      assert.ok(fs.existsSync(path.join(WEB, 'vendor', folder.name, 'LICENSE')), folder.name);
    }
  });

  it('keeps lines to a hundred characters', () => {
    for (const file of own.filter((name) => name.endsWith('.js'))) {
      read(file)
        .split('\n')
        .forEach((line, i) => assert.ok(line.length <= 100, `${file}:${i + 1}`));
    }
  });
});
