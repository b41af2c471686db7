"""Checks that every relative link in the Markdown files leads to a file, and every anchor to a heading."""

import pathlib
import re
import subprocess
import sys

FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)|^\[[^\]]+\]:\s*(\S+)|(?:src|href)=\"([^\"]+)\"", re.MULTILINE)
HEADING = re.compile(r"^#+\s+(.*?)\s*#*$", re.MULTILINE)


def anchors(path):
    """The anchors of a file's headings, made as the usual viewers make them."""
    seen = {}
    for heading in HEADING.findall(FENCED.sub("", path.read_text())):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        anchor = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
        count = seen[anchor] = seen.get(anchor, -1) + 1
        yield anchor if count == 0 else f"{anchor}-{count}"


listed = subprocess.run(["git", "ls-files", "*.md"], check=True, capture_output=True, text=True)
links, broken = 0, []
for source in map(pathlib.Path, listed.stdout.splitlines()):
    for found in LINK.findall(FENCED.sub("", source.read_text())):
        link = "".join(found)
        if re.match(r"[a-z][a-z+.-]*:", link):
            continue
        links += 1
        name, _, anchor = link.partition("#")
        target = source.parent / name if name else source
        if not target.exists():
            broken.append(f"{source}: {link}: no such file")
        elif anchor and target.suffix == ".md" and anchor not in anchors(target):
            broken.append(f"{source}: {link}: no such heading")

print(*broken, f"{links} relative links", sep="\n")
sys.exit(bool(broken))
