// Fails the build when the script a first visit must download exceeds the budget: what index.html loads, plus its static imports.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET_BYTES = 200_000; // design.md: first load at most 200 kB of compressed script
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

const seen = new Set();
const visit = (key) => {
  if (seen.has(key)) return;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) visit(next);
};
for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) visit(key);

let total = 0;
for (const key of seen) total += gzipSync(readFileSync(new URL(manifest[key].file, dist))).length;

const line = `first load: ${(total / 1000).toFixed(1)} kB of ${BUDGET_BYTES / 1000} kB compressed script, ${seen.size} files`;
if (total > BUDGET_BYTES) {
  console.error(`over budget, ${line}`);
  process.exit(1);
}
console.log(line);
