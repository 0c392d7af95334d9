#!/usr/bin/env bash
# Finds a Chromium for the browser tests, installing one when there is none, and writes its path to
# web/.chromium-path. Order: $CHROMIUM, a browser on PATH, the system's package, Playwright's own download.
set -euo pipefail
cd "$(dirname "$0")/.."
record=web/.chromium-path

works() { [ -n "$1" ] && [ -x "$1" ] && "$1" --version >/dev/null 2>&1; }
choose() {
  printf 'chromium: %s (%s)\n' "$1" "$("$1" --version 2>/dev/null | head -n 1)"
  printf '%s\n' "$1" >"$record"
  exit 0
}
look_on_path() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if works "$(command -v "$name" || true)"; then choose "$(command -v "$name")"; fi
  done
}

if [ -n "${CHROMIUM:-}" ]; then
  works "$CHROMIUM" || { printf 'chromium: CHROMIUM=%s does not run\n' "$CHROMIUM" >&2; exit 1; }
  choose "$CHROMIUM"
fi
look_on_path
# What an earlier run found off the PATH (Playwright's own).
if [ -f "$record" ] && works "$(cat "$record")"; then choose "$(cat "$record")"; fi

root=()
[ "$(id -u)" -eq 0 ] || root=(sudo -n)
if command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }; then
  printf 'chromium: none found, installing the system package\n'
  # A mirror that has just moved on answers the first try with 404; the second list is right.
  for attempt in 1 2; do
    if "${root[@]}" apt-get update -qq >/dev/null &&
      "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium fonts-liberation >/dev/null; then
      look_on_path
    fi
    printf 'chromium: attempt %s with apt-get found none\n' "$attempt" >&2
  done
fi

printf 'chromium: none found, asking Playwright for its own\n'
(cd web && npx --no-install playwright install chromium)
own="$(cd web && node -e 'console.log(require("@playwright/test").chromium.executablePath())')"
works "$own" || { printf 'chromium: none could be installed; set CHROMIUM=/path/to/chromium\n' >&2; exit 1; }
choose "$own"
