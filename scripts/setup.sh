#!/usr/bin/env bash
# Brings the checkout to where it can run (`setup.sh run`) or be worked on and tested (`setup.sh dev`).
# Needs Python 3.11+ with venv, Node 20+ and npm. Does nothing, in well under a second, when nothing changed:
# each step leaves a stamp under .make/ that holds the hash of what it was made from.
set -euo pipefail
cd "$(dirname "$0")/.."

mode="${1:-dev}"
stamps=.make
venv=.venv
mkdir -p "$stamps"

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }
fresh() { [ -f "$stamps/$1" ] && [ "$(cat "$stamps/$1")" = "$2" ]; }
stamp() { printf '%s' "$2" >"$stamps/$1"; }
# cksum is POSIX; sha256sum is not everywhere. A stamp needs to notice a change, not an attacker.
hash_files() { cat -- "$@" | cksum | tr ' ' '-'; }

# Two `make`s at once (an editor and a terminal) must not build the same environment together.
if command -v flock >/dev/null 2>&1; then
  exec 9>"$stamps/lock"
  flock 9
fi

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python3.14; do
    [ -n "$candidate" ] || continue
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      printf '%s' "$candidate"
      return
    fi
  done
  die "needs Python 3.11 or newer with the venv module; found none (set PYTHON=/path/to/python)"
}

setup_python() {
  if ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    local python
    python="$(find_python)"
    say "creating $venv with $("$python" --version)"
    rm -rf "$venv" "$stamps"/python-*
    "$python" -m venv "$venv"
  fi

  local uv_hash
  uv_hash="$(hash_files requirements-uv.lock)"
  if ! fresh python-uv "$uv_hash"; then
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
    stamp python-uv "$uv_hash"
  fi

  # The development lock holds the runtime lock whole, so it satisfies `run` as well.
  local run_hash dev_hash
  run_hash="$(hash_files requirements.lock pyproject.toml)"
  dev_hash="$(hash_files requirements-dev.lock pyproject.toml)"
  fresh python-dev "$dev_hash" && return
  if [ "$mode" = run ]; then
    fresh python-run "$run_hash" && return
    say "installing Python packages (requirements.lock)"
    install_locked requirements.lock
    stamp python-run "$run_hash"
  else
    say "installing Python packages (requirements-dev.lock)"
    install_locked requirements-dev.lock
    stamp python-dev "$dev_hash"
  fi
}

install_locked() {
  # A hard link across file systems fails with a warning on every run; copying is what uv then does anyway.
  export UV_LINK_MODE="${UV_LINK_MODE:-copy}" VIRTUAL_ENV="$PWD/$venv"
  "$venv/bin/uv" pip install --quiet --require-hashes -r "$1"
  "$venv/bin/uv" pip install --quiet --no-deps --editable .
}

# Indicators, the emulator and the report become machine code once a machine (and again when their source changes).
setup_kernels() {
  "$venv/bin/python" -m tradewright.engine.native
}

setup_web() {
  command -v node >/dev/null 2>&1 || die "needs Node 20 or newer (https://nodejs.org)"
  node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' ||
    die "needs Node 20 or newer, found $(node --version)"
  local npm_hash
  npm_hash="$(hash_files web/package.json web/package-lock.json)"
  if ! fresh web-npm "$npm_hash" || [ ! -d web/node_modules ]; then
    say "installing npm packages (web/package-lock.json)"
    (cd web && npm ci --no-audit --no-fund --loglevel=error)
    stamp web-npm "$npm_hash"
  fi
}

build_web() {
  local source_hash
  source_hash="$(
    find web -type d \( -name node_modules -o -name dist -o -name e2e -o -name test-results -o -name playwright-report \) \
      -prune -o -type f ! -name '.chromium-path' ! -name '*.tsbuildinfo' -print | LC_ALL=C sort | tr '\n' '\0' |
      xargs -0 cksum | cksum | tr ' ' '-'
  )"
  if ! fresh web-dist "$source_hash" || [ ! -f web/dist/index.html ]; then
    say "building the browser app (web/dist)"
    (cd web && npm run --silent build)
    stamp web-dist "$source_hash"
  fi
}

case "$mode" in
  python) mode=dev; setup_python; setup_kernels ;; # for `make check`: no Node needed
  run) setup_python; setup_kernels; setup_web; build_web ;;
  dev) setup_python; setup_kernels; setup_web; build_web ;;
  *) die "unknown mode '$mode': expected run, dev or python" ;;
esac
