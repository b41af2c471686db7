# What `.ci/run` and `.ci/deep` share. Each step is a function. A step fails as soon as one of its
# commands fails; the steps after it run nevertheless.

set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The compiler of every step that doesn't choose another. It is pinned because the public interface,
# the coverage, the instruction counts and the lints change with it.
export RUSTUP_TOOLCHAIN=1.95.0

export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
export CARGO_TERM_COLOR=never NO_COLOR=1 RUST_BACKTRACE=0
# Without debug information everything is built much faster.
export CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_TEST_DEBUG=0

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
rows=()
failures=0

# run_steps [STEP…]: runs the named steps, or all that `steps` lists, and exits.
run_steps() {
    local name
    for name; do
        if ! printf '%s\n' "${steps[@]}" | grep -xF -e "$name" >/dev/null; then
            printf 'There is no step "%s". The steps are: %s\n' "$name" "${steps[*]}" >&2
            exit 2
        fi
    done
    [ $# -gt 0 ] || set -- "${steps[@]}"
    for name; do
        run_step "$name"
    done
    finish
}

# run_step STEP: runs the function of that name and records the result.
run_step() {
    local start=$SECONDS result=ok
    : >"$scratch/figure"
    printf '\n===== %s\n' "$1"
    (set -e; "$1") 2>&1 </dev/null
    if [ $? -ne 0 ]; then
        result=FAILED
        failures=$((failures + 1))
        printf '===== %s FAILED\n' "$1"
    fi
    rows+=("$(printf '%-22s %-7s %5d s  %s' "$1" $result $((SECONDS - start)) "$(cat "$scratch/figure")")")
}

# finish: prints the table of results and exits, with 1 if a step failed.
finish() {
    printf '\n%-22s %-7s %7s  %s\n' step result time figure
    printf '%s\n' "${rows[@]}"
    printf '%d steps, %d failed, %d s\n' ${#rows[@]} $failures $SECONDS
    exit $((failures > 0))
}

# figure TEXT: shows the text next to the running step in the table of results.
figure() {
    printf '%s' "$*" >"$scratch/figure"
}

# counted COMMAND…: runs tests and shows how many passed. It is a failure if none did.
counted() {
    "$@" | tee "$scratch/tests"
    local passed
    passed=$(awk '/^test result: ok/ { passed += $4 } END { print passed + 0 }' "$scratch/tests")
    figure "$passed tests passed"
    [ "$passed" -gt 0 ]
}

# compiler VERSION [COMPONENT,…]: installs a compiler and its components, unless they are there.
compiler() {
    rustup toolchain install --no-self-update --profile minimal ${2:+--component "$2"} "$1"
}

# tool NAME VERSION: installs a cargo tool, unless that version is there.
tool() {
    cargo install --list | grep -x "$1 v$2:" ||
        CARGO_TARGET_DIR=$CARGO_TARGET_DIR/tools cargo install --quiet --debug --locked "$1" --version "$2"
}

# python PACKAGE==VERSION…: installs tools from Python packages into an environment of their own.
python() {
    [ -x "$CARGO_TARGET_DIR/python/bin/pip" ] || python3 -m venv "$CARGO_TARGET_DIR/python"
    "$CARGO_TARGET_DIR/python/bin/pip" install --quiet "$@"
}

# package NAME PROGRAM…: installs a package of the distribution, unless one of the programs is there.
package() {
    command -v "${@:2}" && return
    local sudo=
    [ "$(id -u)" -eq 0 ] || sudo=sudo
    $sudo apt-get update -qq
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$1"
}

# pack: packs the library and unpacks it into a folder of its own, `packed` in the scratch folder.
pack() {
    # The package of an earlier version may still be there.
    rm -f "$CARGO_TARGET_DIR"/package/rack-updates-*.crate
    cargo package --quiet --no-verify --allow-dirty -p rack-updates
    mkdir -p "$scratch/packed"
    # The modification times in a package are always the same, so with them cargo would reuse the
    # build of an earlier package.
    tar -xzmf "$CARGO_TARGET_DIR"/package/rack-updates-*.crate --strip-components 1 -C "$scratch/packed"
}
