"""A MariaDB without the schemas of the example project, for the tests that make one."""

from __future__ import annotations

from collections.abc import Iterator

import pymysql
import pytest
from servers import MariaDB

EXAMPLE = ("analysis", "processing", "acquisition", "subject")


@pytest.fixture
def empty_mariadb(mariadb: MariaDB) -> Iterator[MariaDB]:
    """The MariaDB of this test run without the schemas of the example project, before the test and after it."""
    _drop(mariadb)
    yield mariadb
    _drop(mariadb)


def _drop(server: MariaDB) -> None:
    connection = pymysql.connect(host=server.host, port=server.port, user=server.user, password=server.password)
    with connection, connection.cursor() as cursor:
        for name in EXAMPLE:
            cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")
