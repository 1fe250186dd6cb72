"""Values come out of templates as themselves."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from djlab.scaffold.render import BadTemplateError, docstring, python_literal, render, toml_literal, yaml_literal

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    ['"', "'''", '"""', "{{ x }}", "{% if %}", "a\nb", "\\", 'ends with "', "\x7f", "\x00", "é", "#{x}"]
)


@given(TEXTS)
def test_serialisers_keep_every_value(value: str) -> None:
    assert ast.literal_eval(python_literal(value)) == value
    assert tomli.loads(f"x = {toml_literal(value)}")["x"] == value
    assert json.loads(yaml_literal(value)) == value
    assert ast.literal_eval(docstring(value)).strip() == value.strip()


def test_a_value_is_no_template(tmp_path: Path) -> None:
    (tmp_path / "x.jinja").write_text("{{ value }}")
    assert render("x.jinja", {"value": "{{ 1 + 1 }}"}, tmp_path) == "{{ 1 + 1 }}"


@pytest.mark.parametrize("template", ["{{ missing }}", "{% broken", "{{ ''.__class__.__mro__ }}"])
def test_templates_are_strict_and_sandboxed(tmp_path: Path, template: str) -> None:
    (tmp_path / "x.jinja").write_text(template)
    with pytest.raises(BadTemplateError, match=r"x\.jinja"):
        render("x.jinja", {}, tmp_path)
