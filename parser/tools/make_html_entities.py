#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes parser/html_entities.c: the named character references of the HTML standard.

  python3 parser/tools/make_html_entities.py > parser/html_entities.c

The names come from Python's own copy of the standard's table, html.entities.html5, which
lists a name with its semicolon, and once more without it where old pages may leave it out.
"""
from html.entities import html5

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def escaped(text):
    return "".join("\\%03o" % b for b in text.encode())


def main():
    rows = sorted((name[:-1], value) for name, value in html5.items() if name.endswith(";"))
    bare = {name for name in html5 if not name.endswith(";")}
    assert all(len(value.encode()) <= 7 for _, value in rows)
    print("/* SPDX-License-Identifier: Apache-2.0 */")
    print("/* Written by parser/tools/make_html_entities.py; the names of the HTML standard, §13.5. */")
    print("/* clang-format off */")
    print('#include "parser/html_entities.h"\n')
    print("const struct html_entity html_entities[HTML_ENTITIES] = {")
    for name, value in rows:
        print(f'\t{{ "{name}", {len(name)}, {"true" if name in bare else "false"}, '
              f'{len(value.encode())}, "{escaped(value)}" }},')
    print("};\n")
    print("const unsigned short html_entity_first[HTML_ENTITY_LETTERS + 1] = {")
    firsts = [next((i for i, r in enumerate(rows) if r[0][0] >= c), len(rows)) for c in LETTERS]
    for i in range(0, len(firsts), 13):
        print("\t" + " ".join(f"{f}," for f in firsts[i:i + 13]))
    print(f"\t{len(rows)},\n}};")
    assert len(rows) == 2125, len(rows)
    assert max(len(n) for n, _ in rows) == 31


if __name__ == "__main__":
    main()
