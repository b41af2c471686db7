"""Prints the first Rust example of a Markdown file as a program, as rustdoc would build it."""

import pathlib
import re
import sys

text = pathlib.Path(sys.argv[1]).read_text()
example = re.search(r"^```rust\n(.*?)^```", text, re.MULTILINE | re.DOTALL).group(1)
example = re.sub(r"^#( |$)", "", example, flags=re.MULTILINE).strip()
if "fn main()" in example:
    print(example)
elif example.endswith("(())"):
    print("fn main() {\nfn example() -> Result<(), impl core::fmt::Debug> {")
    print(example)
    print("}\nexample().unwrap();\n}")
else:
    print("fn main() {", example, "}", sep="\n")
