"""Names each line, function and branch of the library that no test reaches, and counts the others.

What can't be reached has a comment at or above it that says so: "never reached" or "never taken".
Unit tests, which stand at the end of a file, aren't counted.
"""

import pathlib
import re
import sys


def is_explained(source, line):
    comments = [source[line - 1]]
    for above in reversed(source[: line - 1]):
        if not above.lstrip().startswith("//"):
            break
        comments.append(above)
    return any(re.search(r"//.*never (reached|taken)", comment) for comment in comments)


found = {"lines": 0, "functions": 0, "branches": 0}
reached, explained, missing = dict(found), 0, []
for record in pathlib.Path(sys.argv[1]).read_text().split("end_of_record\n")[:-1]:
    fields = [line.split(":", 1) for line in record.splitlines()]
    [path] = [value for key, value in fields if key == "SF"]
    source = pathlib.Path(path).read_text().splitlines()
    code = source.index("#[cfg(test)]") if "#[cfg(test)]" in source else len(source)
    # A function stands there once for each way it was compiled.
    lines = dict(reversed(value.split(",", 1)) for key, value in fields if key == "FN")
    counts = {}
    for key, value in fields:
        first, *rest = value.split(",")
        if key == "DA":
            place, count = ("lines", int(first)), rest[0]
        elif key == "FNDA":
            place, count = ("functions", int(lines[rest[0]])), first
        elif key == "BRDA":
            place, count = ("branches", int(first), *rest[:-1]), rest[-1]
        else:
            continue
        counts[place] = counts.get(place, False) or count not in ("0", "-")
    for (what, line, *_), is_reached in counts.items():
        if line > code:
            continue
        found[what] += 1
        if is_reached:
            reached[what] += 1
        elif is_explained(source, line):
            explained += 1
        else:
            missing.append(f"{pathlib.Path(path).name}:{line}: one of the {what} is not reached")

print(*missing, sep="\n")
reached = ", ".join(f"{reached[what]} of {found[what]} {what}" for what in found)
print(f"{reached}, {explained} explained")
sys.exit(bool(missing) or not all(found.values()))
