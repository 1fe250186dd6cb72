"""A file that is read with the help of its last state gives the facts that it gives without."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from djlab.pipeline import bodies, source
from djlab.pipeline.facts import FileFacts
from djlab.pipeline.source import read_source

from .fuzz import broken_source, sound_sources

BEFORE = b'''import datajoint as dj

schema = dj.schema("lab")


def helper(
    name,
):
    """What it does."""
    import flow.other

    return name


@schema
class Lab(dj.Manual):
    definition = """
    lab : varchar(8)
    """

    def first(self):
        if self:
            from flow import third

            return third
        return 1

    @property
    def second(self):
        @wraps
        def inner():
            import flow.inner

        return inner

    def one_line(self): return 2


async def last():
    await helper()
    return 3
'''

EDITS = {
    "nothing": lambda text: text,
    "an attribute": lambda text: text.replace("varchar(8)", "varchar(9)"),
    "lines above": lambda text: "# one\n# two\n" + text,
    "lines below": lambda text: text + "\n\nx = 1\n",
    "a body goes on": lambda text: text.replace(
        "        return 1\n", "        return 1\n\n        # more\n        x = 2\n"
    ),
    "an else below a body": lambda text: text.replace(
        "            return third\n", "            return third\n        else:\n            pass\n"
    ),
    "a body ends before": lambda text: text.replace("        return 1\n", ""),
    "a body changes": lambda text: text.replace("return name", "import flow.new\n    return name"),
    "a header changes": lambda text: text.replace("def first(self)", "def first(self, more)"),
    "the methods move": lambda text: text.replace("class Lab", "class Other:\n    pass\n\n\nclass Lab"),
    "the class becomes a function": lambda text: text.replace("class Lab(dj.Manual):", "def lab():"),
    "the class becomes a text": lambda text: text.replace("@schema\n", '"""') + '\n"""\n',
    "all is a text": lambda text: "x = '''" + text + "'''\n",
    "the functions nest": lambda text: "if x:\n" + "".join("    " + line for line in text.splitlines(True)),
    "a body is doubled": lambda text: text + text,
    "a body is a condition's": lambda text: text.replace("def helper(\n    name,\n):", "if (\n    name,\n):"),
    "a bracket opens above": lambda text: text.replace("    def first", "    x = (\n    def first"),
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "tabs": lambda text: text.replace("    ", "\t"),
    "an encoding": lambda text: "# coding: latin-1\n" + text,
    "half saved": lambda text: text[:200],
    "no end": lambda text: text.rstrip("\n"),
    "empty": lambda _: "",
}


def everything(facts: FileFacts) -> tuple[object, ...]:
    return facts, facts.text, facts.bodies, facts.statements


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_the_last_state_changes_nothing(edit) -> None:  # type: ignore[no-untyped-def]
    before = read_source(BEFORE)
    data = edit(BEFORE.decode()).encode()

    assert everything(read_source(data, before)) == everything(read_source(data))
    assert everything(read_source(BEFORE, read_source(data))) == everything(before)


def test_what_is_known_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = []
    parse = source.parse
    monkeypatch.setattr(source, "parse", lambda data: parsed.append(data) or parse(data))
    before = read_source(BEFORE)

    facts = read_source(b"\n" + BEFORE.replace(b"return 1", b"return 4"), before)

    assert [len(data.splitlines()) for data in parsed] == [len(BEFORE.splitlines()), len(BEFORE.splitlines()) + 1]
    assert b"await" not in parsed[1]
    assert b"wraps" not in parsed[1]
    assert b"return 4" in parsed[1]
    assert [(fact.line, fact.module) for fact in facts.imports] == [
        (2, "datajoint"),
        (11, "flow.other"),
        (24, "flow"),
        (33, "flow.inner"),
    ]


def test_a_text_that_cannot_be_shortened_says_so() -> None:
    assert bodies.shorten(b"x = 1\n", read_source(BEFORE)) is None
    assert bodies.shorten(BEFORE, read_source(b"x = 1\n")) is None


def test_random_edits_change_nothing() -> None:
    sources = [path.read_bytes() for path in sorted(Path(source.__file__).parent.glob("*.py"))]
    read = [read_source(data) for data in [*sound_sources(), *sources, BEFORE] if b"    def " in data]
    shortened = 0
    for seed in range(400):
        random_ = random.Random(seed)
        before = random_.choice(read)
        if seed % 3:
            lines = before.text.split(b"\n")
            at, other = random_.randrange(len(lines)), random_.randrange(len(lines))
            lines[at:at] = [lines[other]] if seed % 2 else [b"    " + lines[other], b""]
            del lines[other]
            data = b"\n".join(lines)
        else:
            data = broken_source(random_, [before.text])

        facts = read_source(data)

        assert everything(read_source(data, before)) == everything(facts), seed
        shortened += facts.error is None and bodies.shorten(data, before) is not None
    assert shortened > 50
