"""The server that the environment names for the tests."""

from __future__ import annotations

import pytest
from servers import MariaDB, named_mysql


def test_a_url_names_a_server() -> None:
    assert named_mysql("") is None
    assert named_mysql("mysql://tester:p%40ss@db.lab:3307") == MariaDB(3307, "db.lab", "tester", "p@ss")
    assert named_mysql("mysql://tester@db.lab") == MariaDB(3306, "db.lab", "tester", "")


@pytest.mark.parametrize("url", ["db.lab:3306", "postgresql://a@b", "mysql://db.lab", "mysql://tester@db.lab:port"])
def test_another_text_is_an_error_and_no_reason_to_skip(url: str) -> None:
    with pytest.raises(ValueError, match=r"form|Port"):
        named_mysql(url)
