#!/bin/sh
# Hands the pictures in tests/integration/golden to Graphviz and Mermaid, so that a person can look
# at them. This is no part of `cargo test`.
#
# Needs `dot` (the package graphviz), `npm`, and Chromium, at $CHROMIUM or /usr/bin/chromium.
set -eu
cd "$(dirname "$0")/.."
golden=$PWD/tests/integration/golden
case ${CARGO_TARGET_DIR:=target} in /*) ;; *) CARGO_TARGET_DIR=$PWD/$CARGO_TARGET_DIR ;; esac
out=$CARGO_TARGET_DIR/diagrams
mkdir -p "$out"

for picture in "$golden"/*.dot; do
    name=$(basename "$picture")
    echo "Graphviz draws $name"
    # A complaint of Graphviz is a failure, also if it goes on.
    if ! complaints=$(dot -Tpng "$picture" -o "$out/$name.png" 2>&1) || [ -n "$complaints" ]; then
        echo "$complaints" >&2
        exit 1
    fi
done

echo "Installing Mermaid's command line tool"
PUPPETEER_SKIP_DOWNLOAD=1 npm install --silent --no-audit --no-fund --prefix "$out/mermaid" \
    @mermaid-js/mermaid-cli
cat >"$out/mermaid/browser.json" <<END
{"executablePath": "${CHROMIUM:-/usr/bin/chromium}",
 "args": ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]}
END
for picture in "$golden"/*.mmd; do
    name=$(basename "$picture")
    echo "Mermaid draws $name"
    "$out/mermaid/node_modules/.bin/mmdc" --quiet --puppeteerConfigFile "$out/mermaid/browser.json" \
        --scale 2 --input "$picture" --output "$out/$name.png"
done
echo "Now look at the pictures in $out"
