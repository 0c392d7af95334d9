#!/usr/bin/env bash
# Makes the two environments of the Pine judge (tests/judge/README.md): a transpiler and a runtime, pinned with hashes.
# Both want Python 3.12 or newer, which the product itself does not; where none is found this says so and exits with 3.
# Prints the directory that holds them, last. Does nothing, in a moment, when nothing changed.
set -euo pipefail
cd "$(dirname "$0")/.."

home="${TRADEWRIGHT_JUDGE_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/tradewright/judge}"
locks=tests/judge
wanted="$(cat "$locks/transpiler.lock" "$locks/runtime.lock" | cksum | tr ' ' '-')"

say() { printf 'judge: %s\n' "$*" >&2; }

if [ -f "$home/stamp" ] && [ "$(cat "$home/stamp")" = "$wanted" ] && "$home/runtime/bin/python" -c '' 2>/dev/null; then
  printf '%s\n' "$home"
  exit 0
fi

is_new_enough() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; }

find_python() {
  local candidate
  # A pyenv shim exists for versions that are not switched on, so each candidate is tried, not just looked up.
  for candidate in "${JUDGE_PYTHON:-}" python3.12 python3.13 python3.14 python3 \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[2-9]*/bin/python3 \
    "$(dirname "$(command -v python3)")"/../versions/3.1[2-9]*/bin/python3; do
    [ -n "$candidate" ] || continue
    if is_new_enough "$candidate"; then
      printf '%s' "$candidate"
      return 0
    fi
  done
  local uv
  for uv in uv .venv/bin/uv; do
    command -v "$uv" >/dev/null 2>&1 || continue
    # Installed ones first; only then may uv bring one of its own, where it is able to.
    candidate="$("$uv" python find '>=3.12' 2>/dev/null || true)"
    if [ -z "$candidate" ] && "$uv" python install --quiet 3.12 >/dev/null 2>&1; then
      candidate="$("$uv" python find 3.12 2>/dev/null || true)"
    fi
    if [ -n "$candidate" ] && is_new_enough "$candidate"; then
      printf '%s' "$candidate"
      return 0
    fi
  done
  return 1
}

if ! python="$(find_python)"; then
  say "no Python 3.12 or newer found (PATH, pyenv, uv); set JUDGE_PYTHON=/path/to/python"
  exit 3
fi

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

for part in transpiler runtime; do
  say "building $home/$part with $("$python" --version)"
  rm -rf "${home:?}/$part"
  "$python" -m venv "$home/$part"
  "$home/$part/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$locks/$part.lock" >&2
done
printf '%s' "$wanted" >"$home/stamp"
printf '%s\n' "$home"
