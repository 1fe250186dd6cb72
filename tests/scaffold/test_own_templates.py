"""Templates of the user's own: they replace djlab's of the same name, sandboxed, and never come from the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from djlab.cli.new import command as new
from djlab.scaffold import ModuleOptions, ProjectOptions, apply, plan_module, plan_project
from djlab.scaffold.render import BadTemplateError

AWKWARD = "\"one\"\nwith '''three''' and {{ 7 * 7 }} \\ é"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    (folder / "project/docs").mkdir(parents=True)
    (folder / "module").mkdir()
    (folder / "module/module.py.jinja").write_text(
        "# Lab 7\nimport datajoint as dj\nschema = dj.Schema({{ schema | py }})\n{{ table }}"
    )
    (folder / "project/docs/usage.md.jinja").write_text(
        "# {{ name }} by {{ author | markdown }}\n{{ description | py }}\n"
    )
    return folder


def test_own_templates_replace_the_built_in_ones(tmp_path: Path, own: Path) -> None:
    root = tmp_path / "p"
    apply(plan_project(root, ProjectOptions(name="mine", author="*A*", description=AWKWARD), templates=own))
    title, text = (root / "docs/usage.md").read_text().split("\n")[:2]
    assert title == "# mine by \\*A\\*"
    assert eval(text) == AWKWARD  # noqa: S307 - a literal that this test made
    assert (root / "docs/index.md").read_text().startswith("# mine")
    plan = plan_module(root, ModuleOptions(name="ephys"), templates=own)
    assert plan.files[0].content.startswith("# Lab 7\n")
    assert plan.command == f"djlab new module ephys --template {own}"


@pytest.mark.parametrize(
    "text",
    [
        "{{ nothing }}",
        "{{ schema.__class__.__mro__[1].__subclasses__() }}",
        "{% include '../../secret' %}",
        "{% for x in range(10**9) %}{% endfor %}",
        "{{ unclosed",
    ],
)
def test_what_a_template_must_not_do_is_said_with_its_name(tmp_path: Path, own: Path, text: str) -> None:
    (own.parent / "secret").write_text("TOKEN")
    root = tmp_path / "p"
    apply(plan_project(root, ProjectOptions(name="mine")))
    (own / "module/module.py.jinja").write_text(text)
    with pytest.raises(BadTemplateError, match=r"module/module\.py\.jinja"):
        plan_module(root, ModuleOptions(name="ephys"), templates=own)
    line = ["module", "ephys", "--directory", str(root), "--template", str(own)]
    ran = CliRunner().invoke(new, line)
    assert ran.exit_code == 2
    assert "module/module.py.jinja" in ran.output
    assert not (root / "src/workflow/ephys.py").exists()


def test_templates_of_the_project_itself_are_refused(tmp_path: Path, own: Path) -> None:
    root = tmp_path / "p"
    apply(plan_project(root, ProjectOptions(name="mine")))
    inside = root / "templates"
    own.rename(inside)
    link = tmp_path / "link"
    link.symlink_to(inside)
    for folder in (inside, link):
        ran = CliRunner().invoke(new, ["module", "x", "--directory", str(root), "--template", str(folder)])
        assert ran.exit_code == 2
        assert "never taken from the opened project" in ran.output
