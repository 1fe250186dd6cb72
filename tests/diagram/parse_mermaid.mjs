// What Mermaid's own parser says of texts: node parse_mermaid.mjs, with a JSON list of texts on standard input. Prints a
// JSON list with the reason for each text, null for one that is read.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const require = createRequire(
  new URL('../../package.json', import.meta.url)
);
// Mermaid cleans labels with the means of a page.
const { window } = new (require('jsdom').JSDOM)('');
Object.assign(globalThis, { window, document: window.document });
const entry = pathToFileURL(require.resolve('mermaid'));
const { default: mermaid } = await import(entry.href);
const reasons = [];
for (const text of JSON.parse(readFileSync(0, 'utf-8'))) {
  try {
    await mermaid.parse(text);
    reasons.push(null);
  } catch (reason) {
    reasons.push(String(reason));
  }
}
console.log(JSON.stringify(reasons));
