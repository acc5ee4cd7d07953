#!/usr/bin/env bash
# Makes sure that there is a Chromium for the browser tests: at once when there is one, else from Debian's packages.
set -euo pipefail

chromium="${CHROMIUM_PATH:-/usr/bin/chromium}"
if [ -x "$chromium" ]; then exit 0; fi

fail() {
  echo "The browser tests need Chromium, and there is none at $chromium: $1" >&2
  exit 1
}

if [ -n "${CHROMIUM_PATH:-}" ]; then fail "let CHROMIUM_PATH name one, or unset it."; fi
if ! command -v apt-get >/dev/null; then fail "install it, and let CHROMIUM_PATH name it."; fi
if [ "$(id -u)" -ne 0 ]; then fail "run \`sudo scripts/chromium.sh\`, or let CHROMIUM_PATH name one."; fi

export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends chromium
if [ ! -x "$chromium" ]; then fail "Debian's package did not bring it."; fi
