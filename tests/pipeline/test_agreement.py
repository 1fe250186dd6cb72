"""Lines parse as DataJoint's own parsers parse them, in 0.14.10 and in 2.3.5."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from corpus.wheels import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pipeline.datajoint_parser import Parser, interpreter

from djlab.pipeline.definition import AttributeLine, ForeignKeyLine, is_foreign_key, parse_attribute, parse_definition
from djlab.pipeline.types import Line, accepted_by, unknown_type

TYPES = [
    "int",
    "int unsigned",
    "tinyint(1)",
    "smallint",
    "bigint auto_increment",
    "int32",
    "int24",
    "uint8",
    "float",
    "float64",
    "double unsigned",
    "decimal(8,3)",
    "dec(4,2) zerofill",
    "bool",
    "boolean",
    "uuid",
    "json",
    "bytes",
    "date",
    "datetime",
    "datetime(3)",
    "timestamp(6)",
    "time",
    "year",
    "char(4)",
    "varchar(64)",
    "varchar",
    "enum('a','b')",
    "enum(\"x#y\", 'z: w')",
    "longblob",
    "blob",
    "mediumtext",
    "text",
    "serial",
    "blob@main",
    "attach@a-b",
    "attach",
    "filepath@s",
    "<blob>",
    "<blob@main>",
    "<npy@a_b>",
    "<adapter>",
    "object@main",
    "external-raw",
]
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True) | st.sampled_from(
    ["index", "unique", "Upper", "_x", "x-y", "é", ""]
)
DEFAULTS = st.sampled_from(
    [
        "null",
        "NULL",
        "0",
        "-1",
        '""',
        "''",
        '"a:b"',
        "'x#y'",
        "CURRENT_TIMESTAMP",
        "CURRENT_TIMESTAMP(3)",
        "a b",
        '"',
        "nullx",
    ]
)
LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
COMMENTS = st.text(
    st.characters(codec="utf-8", exclude_characters=LINE_ENDS, exclude_categories=("Cs", "Cc")), max_size=20
)
SPACES = st.sampled_from(["", " ", "   ", "\t"])


@st.composite
def attribute_lines(draw: st.DrawFn) -> str:
    parts = [draw(NAMES), draw(SPACES)]
    if draw(st.booleans()):
        parts += ["=", draw(SPACES), draw(DEFAULTS), draw(SPACES)]
    parts += [
        draw(st.sampled_from([":", ":", ":", "", "::"])),
        draw(SPACES),
        draw(st.sampled_from(TYPES)),
        draw(SPACES),
    ]
    if draw(st.booleans()):
        parts += ["#", draw(COMMENTS)]
    return "".join(parts).strip()


@st.composite
def foreign_key_lines(draw: st.DrawFn) -> str:
    options = draw(
        st.sampled_from(["", "", "[nullable]", "[unique, nullable]", "[ NULLABLE ]", "[bad]", "[", "[a b]", "[]"])
    )
    names = draw(
        st.sampled_from(
            ["Session", "lab.Lab", "a.b.C.D", "master", "Session.proj(x='y')", 'Session.proj(..., a="b")', "", "X & 3"]
        )
    )
    prefix = draw(st.sampled_from(["", "", "", "(new) ", '"', "# "]))
    comment = draw(st.sampled_from(["", "# it", "#"]))
    return f"{prefix}->{draw(SPACES)}{options}{draw(SPACES)}{names}{draw(SPACES)}{comment}".strip()


NOISE = st.text("abz_019 :=#\"'<>@(),-[]\t", min_size=1, max_size=30).map(str.strip).filter(bool)
LINES = attribute_lines() | foreign_key_lines() | NOISE


@pytest.fixture(scope="module", params=["0.14", "2"])
def datajoint(request: pytest.FixtureRequest) -> Iterator[tuple[Line, Parser]]:
    line: Line = request.param
    python = Path(sys.executable)
    if line == "0.14":
        folder = cache() / f"datajoint-0.14.10-py{sys.version_info[0]}{sys.version_info[1]}"
        python = interpreter(folder, ["datajoint==0.14.10", "setuptools<81"])
    parser = Parser(python)
    yield line, parser
    parser.close()


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(line=LINES)
def test_a_line_is_read_as_datajoint_reads_it(datajoint: tuple[Line, Parser], line: str) -> None:
    version, parser = datajoint
    said = parser.parse(line)

    if is_foreign_key(line):
        definition = parse_definition("x : int\n" + line)
        keys = [item for item in definition.items if not isinstance(item, AttributeLine)]
        if said["kind"] == "refused":
            assert len(definition.warnings) > 0
            return
        (key,) = keys
        assert said["kind"] == "foreign key"
        assert isinstance(key, ForeignKeyLine)
        assert (key.nullable, key.unique) == ("NULLABLE" in said["options"], "UNIQUE" in said["options"])
        assert said["reference"].startswith(key.expression)
        if set(said["options"]) - {"NULLABLE", "UNIQUE"}:
            assert any("option" in message for _, message in definition.warnings)
        return
    found = parse_attribute(line.expandtabs(), 1, False)
    if said["kind"] == "refused":
        reserved = version == "0.14" and line.startswith("_")
        assert isinstance(found, str) or reserved, (line, said, found)
        return
    assert isinstance(found, AttributeLine), (line, said, found)
    default = said["default"]
    quoted = len(default) > 1 and default[0] in "\"'" and default[-1] == default[0]
    assert (found.name, found.type, found.comment) == (said["name"], said["type"], said["comment"])
    assert (found.default or "") == (default[1:-1] if quoted else default)
    assert found.nullable == (default.lower() == "null")
    assert (version in accepted_by(found.type)) == said["known"], found.type


@pytest.mark.parametrize(
    ("word", "modern", "old"),
    [
        ("int24", "int32", None),
        ("int128", "int64", None),
        ("uint8", "int16", "tinyint unsigned"),
        ("uint32", "int64", "int unsigned"),
        ("int32", None, "int"),
        ("string", "varchar(255)", "varchar(255)"),
        ("ndarray", "<blob>", "longblob"),
        ("flaot", "float64", "float"),
        ("float64", None, "double"),
        ("varcahr(20)", "varchar(255)", "varchar(255)"),
        ("timestampp", "", "timestamp"),
        ("zebra", "", ""),
    ],
)
def test_the_type_that_was_meant(word: str, modern: str | None, old: str | None) -> None:
    assert unknown_type(word, "2") == modern
    if old is not None:
        assert unknown_type(word, "0.14") == old
