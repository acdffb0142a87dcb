#!/usr/bin/env bash
# Write the lock files anew from requirements/*.in: hashes, no index lines.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
    uv pip compile --quiet --generate-hashes --python-version 3.11 --no-emit-index-url \
        --no-emit-find-links --no-header --no-annotate "requirements/$1.in" -o "requirements/$1.lock" "${@:2}"
}
compile run
compile build
compile models --no-deps
compile dev -c requirements/run.lock -c requirements/build.lock
