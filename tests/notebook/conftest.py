"""A real DataJoint on a real server, and an IPython shell with the extension."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import datajoint as dj
import pytest
from IPython.core.interactiveshell import InteractiveShell

from djlab.database.embedded import Server
from djlab.notebook import load_ipython_extension, unload_ipython_extension


@pytest.fixture(scope="session")
def connection(postgres: Server) -> dj.Connection:
    dj.config["database.backend"] = "postgresql"
    dj.config["database.host"] = postgres.host
    dj.config["database.port"] = postgres.port
    dj.config["database.user"] = postgres.user
    dj.config["database.password"] = postgres.password
    dj.config["database.name"] = postgres.database
    dj.config["safemode"] = False
    return dj.conn(reset=True)


@pytest.fixture(scope="session")
def tables(connection: dj.Connection) -> Any:
    schema = dj.Schema("notebook_test", connection=connection)

    @schema
    class Subject(dj.Manual):
        definition = """
        # Animals <b>of</b> the lab
        subject_id : int32      # number of the animal
        sex : enum('M','F','U')
        ---
        name="" : varchar(2000) # what it is called
        note=null : json
        image=null : <blob>
        weight=null : decimal(10,3)
        """

        class Ear(dj.Part):
            definition = """
            -> master
            side : enum('left','right')
            """

    Subject.insert(
        {"subject_id": number, "sex": "MFU"[number % 3], "name": f"animal {number}", "image": [1, 2]}
        for number in range(40)
    )
    return Subject


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    InteractiveShell.clear_instance()
    made = InteractiveShell.instance()
    load_ipython_extension(made)
    yield made
    unload_ipython_extension(made)
    InteractiveShell.clear_instance()


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The SQL that goes over DataJoint's connection, as it goes."""
    seen: list[str] = []
    original = dj.Connection.query

    def query(self: dj.Connection, query: str, *arguments: Any, **options: Any) -> Any:
        seen.append(query)
        return original(self, query, *arguments, **options)

    monkeypatch.setattr(dj.Connection, "query", query)
    return seen
