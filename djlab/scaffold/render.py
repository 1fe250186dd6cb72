"""Templates: sandboxed, strict about undefined names, with serialisers for every value that comes from outside."""

from __future__ import annotations

import functools
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tomlkit
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment


class BadTemplateError(ValueError):
    """A template of the user's own cannot be rendered; the message names it and the reason."""


def python_literal(value: object) -> str:
    """A Python literal of a plain value, strings as formatters write them: the quotes that need fewer escapes."""
    if isinstance(value, str):
        literal = _double_quoted(value)
        if value.count('"') <= value.count("'"):
            return literal
        body = literal[1:-1].replace('\\"', '"').replace("'", "\\'")
        return f"'{body}'"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(python_literal(item) for item in value)}]"
    return repr(value)


def _double_quoted(value: str) -> str:
    # JSON's escapes are Python's too, except for lone surrogates, which a file could not hold anyway.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\x7f")


def toml_literal(value: object) -> str:
    """A TOML value."""
    return tomlkit.item(value).as_string()


def yaml_literal(value: object) -> str:
    """A YAML flow scalar or collection: JSON is a subset of YAML 1.2."""
    return json.dumps(value, ensure_ascii=True)


def docstring(text: str) -> str:
    """A docstring literal that holds the text as it is."""
    clean = text.strip()
    plain = all(c == "\n" or c.isprintable() for c in clean)
    if not clean or not plain or "\\" in clean or '"""' in clean or clean.endswith('"'):
        return _double_quoted(clean)
    return f'"""{clean}"""' if "\n" not in clean else f'"""{clean}\n"""'


def shell(text: str) -> str:
    """A word of a POSIX shell."""
    return shlex.quote(text)


def one_line(text: str) -> str:
    """The text on one line, for comments and headings."""
    return " ".join(text.split())


def definition(text: str) -> str:
    """A line of a table's definition inside a triple-quoted text: it comes out of Python as it went in."""
    return "".join(_escaped(c) for c in text.strip()).replace('"""', '\\"\\"\\"')


def _escaped(character: str) -> str:
    if character == "\\":
        return "\\\\"
    return character if character.isprintable() else f"\\U{ord(character):08x}"


def markdown(text: str) -> str:
    """The text on one line, with the characters escaped that Markdown would take for markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|~$])", r"\\\1", one_line(text))


FILTERS: dict[str, Callable[..., str]] = {
    "py": python_literal,
    "toml": toml_literal,
    "yaml": yaml_literal,
    "definition": definition,
    "docstring": docstring,
    "one_line": one_line,
    "markdown": markdown,
    "shell": shell,
}


def own_folder(folder: Path, root: Path) -> Path:
    """The folder of the user's own templates, links resolved.

    Raises :class:`BadTemplateError` where there is none, and for one that lies in the project at ``root``: a project
    that somebody cloned must not decide what is written.
    """
    resolved = folder.expanduser().resolve()
    if not resolved.is_dir():
        raise BadTemplateError(f"there is no folder {folder} of templates")
    if resolved.is_relative_to(root.resolve()):
        raise BadTemplateError(f"{folder} lies in the project: templates are never taken from the opened project")
    return resolved


@functools.lru_cache(maxsize=8)
def environment(own_templates: Path | None = None) -> SandboxedEnvironment:
    """The template environment; a template in the user's own folder replaces the built-in one of the same name."""
    loader: BaseLoader = PackageLoader("djlab.scaffold", "templates")
    if own_templates is not None:
        loader = ChoiceLoader([FileSystemLoader(own_templates, followlinks=False), loader])
    made = SandboxedEnvironment(
        loader=loader,
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    return made


def render(template: str, values: dict[str, Any], own_templates: Path | None = None) -> str:
    """The text of a template. Raises :class:`BadTemplateError`."""
    try:
        return environment(own_templates).get_template(template).render(values)
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError, OSError) as error:
        raise BadTemplateError(f"{template}: {error}") from error
