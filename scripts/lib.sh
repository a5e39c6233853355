# What every script here starts with: where things stand, and how they speak. Sourced, never run.

set -euo pipefail
# What follows is written for one language: messages of tools are compared, lists are sorted.
export LC_ALL=C.UTF-8
# An unset HOME (cron, containers) is no reason to fail.
export HOME="${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}"

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# Tools that cargo builds for us, shared by every clone on this machine.
TOOLS="${GATEPOST_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/gatepost/tools}"
TARGET="${CARGO_TARGET_DIR:-$ROOT/target}"
export PATH="$TOOLS/bin:$ROOT/e2e/node_modules/.bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
# Trunk 0.21 takes the value of NO_COLOR for its own flag and refuses the customary "1".
[ -z "${NO_COLOR:-}" ] || export NO_COLOR=true
cd "$ROOT"

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }

# Ends the script with a sentence that says what is wrong, and what to do about it.
fail() {
    printf '%s\n' "$@" >&2
    exit 1
}
