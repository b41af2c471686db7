"""Lists each line, function and branch of the library that no test reaches, and counts them.

Unit tests, which are at the end of a file, aren't counted. Assertions aren't either: in one that
holds, the failing branch and the arguments of its message are never reached.
"""

import pathlib
import re
import sys

# On one line, or up to the parenthesis below the start of the macro.
ASSERTION = re.compile(r"^( *)debug_assert\w*!\((?:[^\n]*|\n.*?^\1)\);", re.MULTILINE | re.DOTALL)
TESTS = re.compile(r"^#\[cfg\(test\)\]\nmod tests {$", re.MULTILINE)


def uncounted(source):
    """The numbers of the lines that aren't counted."""
    spans = [match.span() for match in ASSERTION.finditer(source)]
    if tests := TESTS.search(source):
        spans.append((tests.start(), len(source)))
    for start, end in spans:
        first, last = (source.count("\n", 0, place) + 1 for place in (start, end))
        yield from range(first, last + 1)


found = {"lines": 0, "functions": 0, "branches": 0}
reached, missing = dict(found), []
for record in pathlib.Path(sys.argv[1]).read_text().split("end_of_record\n")[:-1]:
    fields = [line.split(":", 1) for line in record.splitlines()]
    [path] = [pathlib.Path(value) for key, value in fields if key == "SF"]
    skipped = set(uncounted(path.read_text()))
    functions = dict(reversed(value.split(",", 1)) for key, value in fields if key == "FN")

    # A generic function is listed once for each instance; reached in one, it counts as reached.
    counts = {}
    for key, value in fields:
        first, *rest = value.split(",")
        if key == "DA":
            place, count = ("lines", int(first)), rest[0]
        elif key == "FNDA":
            place, count = ("functions", int(functions[rest[0]])), first
        elif key == "BRDA":
            place, count = ("branches", int(first), *rest[:-1]), rest[-1]
        else:
            continue
        if place[1] not in skipped:
            counts[place] = counts.get(place, False) or count not in ("0", "-")

    for (kind, line, *_), is_reached in counts.items():
        found[kind] += 1
        reached[kind] += is_reached
        if not is_reached:
            missing.append(f"{path.name}:{line}: one of the {kind} is not reached")

print(*missing, sep="\n")
print(", ".join(f"{reached[kind]} of {found[kind]} {kind}" for kind in found))
sys.exit(bool(missing) or not all(found.values()))
