#!/usr/bin/env bash
# Makes the environments of the fake venues' validators (tests/fakes/validators/README.md): vendors' own clients, pinned with hashes.
# Nothing of them is ever imported in our process. Prints the directory that holds them, last; does nothing when nothing changed.
# Exits with 3 when they cannot be made here (no network to the package indexes, no Node), and says so.
set -euo pipefail
cd "$(dirname "$0")/.."

home="${TRADEWRIGHT_VALIDATORS_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/tradewright/validators}"
locks=tests/fakes/validators
python_parts=(alpaca binance ccxt)
wanted="$(cat "$locks"/*.lock "$locks/package-lock.json" | cksum | tr ' ' '-')"

say() { printf 'validators: %s\n' "$*" >&2; }
cannot() { say "$*"; exit 3; }

if [ -f "$home/stamp" ] && [ "$(cat "$home/stamp")" = "$wanted" ]; then
  printf '%s\n' "$home"
  exit 0
fi
command -v npm >/dev/null 2>&1 || cannot "npm is not here; the JavaScript client needs Node 20 or newer"
python="${PYTHON:-.venv/bin/python}"
"$python" -c 'import venv, ensurepip' >/dev/null 2>&1 || cannot "no Python with the venv module (set PYTHON=/path/to/python)"

mkdir -p "$home"
# Two test runs (or two xdist workers) must not build the same environment together.
if command -v flock >/dev/null 2>&1; then
  exec 9>"$home/lock"
  flock 9
  if [ -f "$home/stamp" ] && [ "$(cat "$home/stamp")" = "$wanted" ]; then
    printf '%s\n' "$home"
    exit 0
  fi
fi

for part in "${python_parts[@]}"; do
  say "building $home/$part"
  rm -rf "${home:?}/$part"
  "$python" -m venv "$home/$part"
  "$home/$part/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
    -r "$locks/$part.lock" >&2 || cannot "the packages of $part cannot be had here"
done
say "building $home/node"
mkdir -p "$home/node"
cp "$locks/package.json" "$locks/package-lock.json" "$home/node/"
(cd "$home/node" && npm ci --silent --no-audit --no-fund --ignore-scripts >&2) || cannot "the packages of npm cannot be had here"
printf '%s' "$wanted" >"$home/stamp"
printf '%s\n' "$home"
