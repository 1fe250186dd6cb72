"""A file of which only comments and blank lines between its statements differ gives the facts that reading it gives."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from djlab.pipeline import source
from djlab.pipeline.moves import find_move, move
from djlab.pipeline.source import read_source

from .fuzz import sound_sources
from .test_bodies import BEFORE, everything

ODD = tuple(
    rb"""# coding: latin-1
#!/bin/sh
# -*- coding=utf-8 -*-
\
# goes on \
'''
# ''' {
# noqa: DJL101
# exec(x)
# the global name
    x = 1
x = 1
)
else:
    # inside
        # deeper
import datajoint as dj
@schema""".split(b"\n")
)
ODD += (b"# \xc3\xa9", b"# \xff", b"\x0c# page", b"\x0c", b"\t", b"\t# tab", b"# a\tb", b"\r", b"# a\rx = 1", b"\x0b")
ODD += (b"# \0", b"\0", b"\xef\xbb\xbf", b"\xef\xbb\xbf# x", b"\xc2\xa0")
QUIET = (b"", b"", b"# one", b"# two", b"    # three", b"   ", b"#")
LINES_IN_A_LINE = b'''class A:
    definition = "a : int\\nb : int\\nc : int"


class B:
    definition = """
    b : int
    """
'''
PLACES = (
    b"x = 1 \\\n\ny = 2\n",
    b"x = 1; y = (\n\n2)\n",
    b"if x:\n    pass\n\n# between\nelse:\n    y = 1\n",
    b"@one\n\ndef f(): pass\n",
    LINES_IN_A_LINE,
    b"def f():\n    return 1\n    # end\n\n\n# more\n",
    b"# nothing but this",
    b"\n\n",
    b"",
    b"\xef\xbb\xbfx = 1\n",
    b"\n# coding: latin-1\nx = 1\n",
    b"#\n#\n# coding: latin-1\nx = 1\n",
    b"from a import *\n\nf()\n\nfrom b import *\n",
    b"try:\n    import a\nexcept ImportError:\n    a = None\n\nx = a\n",
    b"x = '''\n\n# text\n'''\n",
    b"\x0cx = 1\n",
)


def _moved(before: bytes, data: bytes) -> bool | None:
    """Whether anything moved, after it was compared with what reading the file gives; ``None``: it is to be read."""
    facts = read_source(before)
    found = find_move(data, facts)
    if found is None:
        return None
    moved = move(facts, data, found)
    assert everything(facts) == everything(read_source(data)), (before, data)
    assert facts.dynamic is read_source(data).dynamic
    return moved


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        (BEFORE, False),
        (b"# one\n\n" + BEFORE, True),
        (BEFORE + b"\n\n# done\n    # more", False),
        (BEFORE[:-1], False),
        (BEFORE.replace(b"\n\n@schema", b"\n# a table\n\n\n@schema"), True),
        (BEFORE.replace(b'schema("lab")\n\n\n', b'schema("lab")\n'), True),
        (BEFORE.replace(b"\n\n\nasync", b"\n\n# one\nasync"), False),
        (BEFORE.replace(b"@schema\n", b"@schema\n# a table\n"), None),
        (BEFORE.replace(b"    name,\n", b"    name,\n\n"), None),
        (BEFORE.replace(b"        return 1\n", b"        return 1\n\n"), None),
        (BEFORE[:-1] + b"  # done\n", None),
        (BEFORE + b"    x = 1\n", None),
        (BEFORE + b"# globals()['x'] = 1\n", None),
        (BEFORE + b"\\\n", None),
        (BEFORE + b"\r\n", None),
        (b"# coding: latin-1\n" + BEFORE, None),
        (b"# \xff\n" + BEFORE, None),
        (b"\xef\xbb\xbf" + BEFORE, None),
        (b"# one\n" + BEFORE + b"# two\n", None),
    ],
)
def test_what_stands_between_the_statements_moves_them(text: bytes, moved: bool | None) -> None:
    assert _moved(BEFORE, text) is moved
    if read_source(text).error is None:
        assert _moved(text, BEFORE) is moved


def test_a_line_that_goes_on_is_no_place_between_statements() -> None:
    assert _moved(b"x = 1 \\\n\ny = 2\n", b"x = 1 \\\ny = 2\n") is None


def test_a_definition_counts_lines_that_the_file_does_not_have() -> None:
    text = LINES_IN_A_LINE
    assert _moved(text, text.replace(b"\n\n\nclass B", b"\n\n# more\n\nclass B")) is True


def test_random_lines_between_statements() -> None:
    own = [path.read_bytes() for path in sorted(Path(source.__file__).parent.glob("*.py"))]
    sources = [*sound_sources(), *own, *PLACES, BEFORE, BEFORE.rstrip(b"\n")]
    outcomes: dict[bool | None, int] = {True: 0, False: 0, None: 0}
    for seed in range(3000):
        random_ = random.Random(seed)
        before = random_.choice(PLACES) if seed % 3 == 0 else random_.choice(sources)
        lines = before.split(b"\n")
        pool = QUIET if random_.random() < 0.6 else QUIET + ODD
        at = random_.randrange(len(lines) + 1)
        gone = random_.randrange(3)
        if random_.random() < 0.5:
            # Where lines may come and go: beside a blank one.
            blank = [number for number, line in enumerate(lines) if not line.strip()]
            at = random_.choice(blank) if blank else 0
            gone = random_.randrange(2)
        lines[at : at + gone] = random_.choices(pool, k=random_.randrange(4))
        outcomes[_moved(before, b"\n".join(lines))] += 1
    assert min(outcomes.values()) > 100, outcomes
