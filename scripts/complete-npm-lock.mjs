// Adds to web/package-lock.json the builds for other systems that a registry did not offer when it was written.
//
// A registry (or a mirror of one) that lacks, say, the Windows build of a native package leaves it out of the lock, and
// `npm ci` then refuses the whole lock on every system. The version is pinned by the package that wants it, so it can be
// named here; npm skips it where it does not fit and checks it against its own registry where it does.
import { readFileSync, writeFileSync } from "node:fs";

const path = new URL("../web/package-lock.json", import.meta.url);
const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const processors = [
  "arm64", "arm", "x64", "ia32", "ppc64", "riscv64", "s390x", "loong64", "mips64el", "wasm32",
];

const lock = JSON.parse(readFileSync(path, "utf8"));
const added = [];
for (const [place, wanting] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(wanting.optionalDependencies ?? {})) {
    if (place === "" || isThere(place, name)) continue;
    const words = name.split(/[-/]/);
    const system = systems.find((word) => words.includes(word));
    const processor = processors.find((word) => words.includes(word));
    if (!/^\d+\.\d+\.\d+/.test(version)) throw new Error(`${name}@${version} is not pinned; lock it where it exists`);
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(processor && { cpu: [processor] }),
      license: wanting.license,
      optional: true,
      ...(wanting.dev && { dev: true }),
      ...(system && { os: [system] }),
    };
    added.push(name);
  }
}
if (added.length > 0) {
  const root = lock.packages[""];
  delete lock.packages[""];
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en"));
  lock.packages = { "": root, ...Object.fromEntries(sorted) };
  writeFileSync(path, JSON.stringify(lock, null, 2) + "\n");
  console.log(`package-lock.json: added ${added.length} builds for other systems`);
}

// npm looks beside the wanting package first and then in every folder above it.
function isThere(place, name) {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    if (lock.packages[`${at}${at && "/"}node_modules/${name}`]) return true;
    if (at === "") return false;
  }
}
