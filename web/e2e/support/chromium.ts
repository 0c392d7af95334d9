/** Which Chromium to drive: $CHROMIUM, what scripts/chromium.sh recorded, or one on the PATH. */
import { accessSync, constants, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const record = fileURLToPath(new URL("../../.chromium-path", import.meta.url));

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function recorded(): string | undefined {
  try {
    return readFileSync(record, "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}

export function chromiumPath(): string {
  const onPath = (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((dir) => NAMES.map((name) => join(dir, name)));
  const found = [process.env["CHROMIUM"], recorded(), ...onPath].find((path) => path && isExecutable(path));
  if (!found)
    throw new Error("No Chromium found. Set CHROMIUM=/path/to/chromium, or run scripts/chromium.sh.");
  return found;
}

/** Chromium's sandbox refuses to run as root, which is who tests are in a container. */
export function browserArguments(): string[] {
  const isRoot = process.getuid?.() === 0;
  return ["--disable-dev-shm-usage", "--force-color-profile=srgb", ...(isRoot ? ["--no-sandbox"] : [])];
}
