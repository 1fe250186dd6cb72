"""Broken sources by the thousand: mutations of sound ones and text that never was one."""

from __future__ import annotations

import random
from pathlib import Path

FIXTURES = Path(__file__).parent / "fixtures"
SNIPPETS = (
    b"\x00",
    b"\xff\xfe",
    b"\xe4\xf6\xfc",
    b"\r",
    b"\r\n",
    b'"""',
    b"'''",
    b"\\",
    b"\t",
    b"(" * 50,
    b"[" * 300,
    b")" * 9,
    b"definition = ",
    b"-> ",
    b"->",
    b"---\n",
    b" : int\n",
    b"@schema\n",
    b"class A(dj.Manual):\n",
    b"print 'x'\n",
    b"lambda: ",
    b"type X = int\n",
    b"match x:\n    case 1: pass\n",
    b"f'{x!r:>{y}}'",
    b"except* ValueError:\n",
    b"async def f(): await x\n",
    b"from . import *\n",
    b"from .. import x\n",
    b"import a.b.c as d\n",
    b"# -*- coding: latin-1 -*-\n",
    b"# coding: nonsense\n",
    b"schema = dj.schema(schema)\n",
    b"x = x + x\n",
    b"x = [x] * 9\n",
    b"schema.activate('x', linking_module=__name__)\n",
    "é漢🧠\u2028\u202e".encode(),
    b"global x\n",
    b"del x\n",
    b"if x:\n",
    b"try:\n",
    b"except:\n",
    b"    ",
    b"\x0c",
    b"0777",
    b"1e999",
)


def sound_sources() -> list[bytes]:
    """The sources of all fixture projects."""
    return [path.read_bytes() for path in sorted(FIXTURES.rglob("*.py")) if path.stat().st_size]


def broken_source(random_: random.Random, sources: list[bytes]) -> bytes:
    """A source for this state of the random numbers."""
    if random_.random() < 0.08:
        return bytes(random_.randrange(256) for _ in range(random_.randrange(400)))
    if random_.random() < 0.08:
        return "".join(
            chr(random_.choice((random_.randrange(128), random_.randrange(0xD7FF)))) for _ in range(200)
        ).encode()
    if random_.random() < 0.05:
        return nested(random_)
    data = bytearray(random_.choice(sources))
    for _ in range(random_.randrange(1, 12)):
        at = random_.randrange(len(data) + 1)
        action = random_.randrange(6)
        if action == 0:
            del data[at : at + random_.randrange(1, 40)]
        elif action == 1:
            data[at:at] = random_.choice(SNIPPETS)
        elif action == 2 and data:
            data[at - 1] = random_.randrange(256)
        elif action == 3:
            data[at:at] = data[: random_.randrange(1, 200)]
        elif action == 4:
            other = random_.choice(sources)
            cut = random_.randrange(len(other))
            data[at:at] = other[cut : cut + random_.randrange(1, 300)]
        else:
            del data[at:]
    return bytes(data)


def nested(random_: random.Random) -> bytes:
    """Deeply nested or very long constructs."""
    depth = random_.choice((30, 90, 99, 120, 400, 3000, 30_000))
    body = random_.choice(
        (
            b"x = " + b"(" * depth + b")" * depth,
            b"x = " + b"[" * depth + b"]" * depth,
            b"x = " + b"-" * depth + b"1",
            b"x = " + b"not " * depth + b"1",
            b"x = 1" + b" + 1" * depth,
            b"x = a" + b".a" * depth,
            b"x = a" + b"(a)" * depth,
            b"x = " + b"lambda: " * depth + b"1",
            b"x = " + b"'a' " * depth,
            b"x = f'" + b"{a}" * depth + b"'",
            b"x = [" + b"1, " * depth + b"]",
            b"".join(b" " * i + b"if x:\n" for i in range(min(depth, 400))),
            b"".join(b" " * i + b"class A(A):\n" for i in range(min(depth, 400))),
            b"if x: pass\n" + b"elif x: pass\n" * depth,
            b"".join(b"x%d = x%d + x%d\n" % (i + 1, i, i) for i in range(min(depth, 3000))),
            b"".join(b"def f%d(): return f%d() + f%d()\n" % (i + 1, i, i) for i in range(min(depth, 200))),
        )
    )
    return b"import datajoint as dj\n" + body + b"\nschema = dj.schema(x)\n@schema\nclass A(x): definition = x\n"
