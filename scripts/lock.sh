#!/usr/bin/env bash
# Resolves pyproject.toml for every platform and Python we support, and writes the locks with hashes.
# The locks name no index or host: packages are asked for by name, from wherever the user's tools are set up to ask.
# `make lock UPGRADE=1` takes the newest versions; without it only what has to change changes.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
[ -x "$uv" ] || { python3 -m venv .venv && .venv/bin/python -m pip install --quiet -r requirements-uv.in; }

compile() {
  "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --no-emit-find-links --custom-compile-command "make lock" ${UPGRADE:+--upgrade} "$@"
}

compile requirements-uv.in --output-file requirements-uv.lock
compile pyproject.toml --output-file requirements.lock
compile pyproject.toml --group dev --constraint requirements.lock --output-file requirements-dev.lock

# The Pine judge's two environments (tests/judge/README.md) are of another Python and stand apart from ours.
for part in transpiler runtime; do
  "$uv" pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-emit-find-links \
    --custom-compile-command "make lock" ${UPGRADE:+--upgrade} "tests/judge/$part.in" --output-file "tests/judge/$part.lock"
done

# The clients that the fake venues are held against (tests/fakes/validators/README.md) have environments of their own too.
for part in alpaca binance ccxt; do
  compile "tests/fakes/validators/$part.in" --output-file "tests/fakes/validators/$part.lock"
done

# The browser app's lock is npm's own; this only names builds for systems that the registry at hand did not offer.
if command -v node >/dev/null 2>&1; then node scripts/complete-npm-lock.mjs; fi
