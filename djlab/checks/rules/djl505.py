from __future__ import annotations

import json
import re
from collections.abc import Iterator

from djlab.checks.context import Context
from djlab.checks.finding import Finding, Place
from djlab.checks.rule import Rule
from djlab.checks.rules.djl501 import COMPOSE_FILES

_READ_SECRETS = ("database.user", "database.password")
_NESTED = re.compile(r"\bDJ_[A-Z]+__\w+")
_VARIABLE_FILES = (".env", ".env.example", *COMPOSE_FILES, *(f"docker/{name}" for name in (".env", ".env.example")))


class UnreadConfiguration(Rule):
    """A file or a variable of configuration is one that DataJoint does not read.

    ## Anti-pattern

    ```
    .secrets/datajoint.json
    .secrets/storage.access_key
    dj_local_conf.json          # with datajoint>=2
    DJ_STORES__MAIN__ACCESS_KEY=… # in .env or a compose file
    [tool.datajoint.stores.main]  # in pyproject.toml, with nothing that applies it
    ```

    ## Best practice

    ```
    .secrets/database.password
    .secrets/stores.main.access_key
    datajoint.json
    src/workflow/_stores.py     # applies the stores of pyproject.toml at import
    ```

    ## Why

    The values are silently not there: DataJoint 2 reads `datajoint.json`, the `DJ_*` variables, and in `.secrets/` the
    files `database.user`, `database.password` and `stores.<name>.<key>`, nothing else. It never reads pyproject.toml.

    ## Source

    `datajoint/settings.py` of 2.3.5 (`_load_secrets`, `find_config_file`), run with each of these files.
    """

    code = "DJL505"
    slug = "unread-configuration"
    severity = "warning"

    def check(self, context: Context) -> Iterator[Finding]:
        if not context.only("2"):
            return
        if context.exists("dj_local_conf.json") and not context.exists("datajoint.json"):
            yield self.finding(
                Place("dj_local_conf.json"),
                "DataJoint 2 does not read dj_local_conf.json",
                help="Write its settings to datajoint.json",
            )
        folder = context.subject.root / ".secrets"
        if folder.is_dir():
            yield from self._secrets(context)
        yield from self._variables(context)
        source = context.source("pyproject.toml")
        for store in context.subject.stores or ():
            if store.source != "pyproject.toml" or store.effective or source is None or store.problems:
                continue
            wanted = f"tool.datajoint.stores.{store.name}"
            line = next((n for n, text in enumerate(source.lines, 1) if wanted in text.replace('"', "")), 1)
            yield self.finding(
                source.find(line, source.line(line).strip()),
                f"DataJoint will not have the store {store.name}: {store.reason}",
                help="Add a src/<package>/_stores.py that hands it to dj.config, or write it to datajoint.json",
            )

    def _variables(self, context: Context) -> Iterator[Finding]:
        for path in _VARIABLE_FILES:
            source = context.source(path)
            for number, line in enumerate(source.lines if source is not None else (), 1):
                match = _NESTED.search(line) if not line.lstrip().startswith("#") else None
                if match is not None and source is not None:
                    yield self.finding(
                        source.find(number, match[0]),
                        f"DataJoint does not read the variable {match[0]}",
                        help="Set DJ_STORES to the JSON of all stores, or write .secrets/stores.<name>.<key>",
                    )

    def _secrets(self, context: Context) -> Iterator[Finding]:
        stores = _json_stores(context)
        for file in sorted((context.subject.root / ".secrets").iterdir()):
            name = file.name
            known = name in _READ_SECRETS or name.startswith(("stores.", ".")) or not file.is_file()
            parts = name.split(".")
            if known and not (name.startswith("stores.") and len(parts) != 3 and stores is not None):
                continue
            yield self.finding(
                Place(f".secrets/{name}"),
                f"DataJoint does not read .secrets/{name}",
                help="It reads database.user, database.password and stores.<name>.<key>",
            )


def _json_stores(context: Context) -> object:
    source = context.source("datajoint.json")
    try:
        return json.loads(source.text).get("stores", {}) if source is not None else {}
    except (ValueError, AttributeError, RecursionError):
        return None
