// Fails the build when the script that a first visit downloads exceeds the budget: what index.html loads, and with it what the first page
// behind the sign-in needs, each with its static imports. Chunks cut out of the one and loaded by the other save nothing.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET_BYTES = 200_000; // design.md: first load at most 200 kB of compressed script
const FIRST_PAGE = "src/app/pages/home-page.tsx";
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const entries = Object.keys(manifest).filter((key) => manifest[key].isEntry);

let isOver = false;
for (const [what, keys] of [
  ["first load", entries],
  ["first load and home", [...entries, FIRST_PAGE]],
]) {
  const files = filesOf(keys);
  const total = files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0);
  const line = `${what}: ${kilo(total)} of ${kilo(BUDGET_BYTES)} compressed script, ${files.length} files`;
  isOver ||= total > BUDGET_BYTES;
  if (total > BUDGET_BYTES) console.error(`over budget, ${line}`);
  else console.log(line);
}
if (isOver) process.exit(1);

/** The files of these chunks and of all they import before they run. */
function filesOf(keys) {
  const seen = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    for (const next of manifest[key].imports ?? []) visit(next);
  };
  keys.forEach(visit);
  return [...seen].map((key) => manifest[key].file);
}

function kilo(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
