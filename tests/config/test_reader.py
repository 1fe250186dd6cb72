"""Which line of DataJoint reads a project, and the words about its settings."""

from __future__ import annotations

import pytest

from djlab.config.explanations import SETTINGS, STORES, explanation, store_keys
from djlab.config.requirement import reader
from djlab.config.settings import LEGACY, LEGACY_VARIABLES, MODERN
from djlab.config.specification import OPTIONAL, REQUIRED, RESERVED


@pytest.mark.parametrize(
    ("requirement", "installed", "legacy", "around", "series", "reason"),
    [
        (">=2.2.2", None, None, "0.14.10", "2", "the project asks for datajoint>=2.2.2"),
        ("<2.0,>=0.14.5", None, None, "2.3.5", "0.14", "the project asks for datajoint<2.0,>=0.14.5"),
        ("~=0.12", None, None, "2.3.5", "0.14", "the project asks for datajoint~=0.12"),
        ("==0.13.8", None, None, "2.3.5", "0.14", "the project asks for"),
        ("^2.0", None, "dj_local_conf.json", None, "2", "the project asks for"),
        (">=2.3", "0.14.10", None, None, "0.14", "DataJoint 0.14.10 is installed in the project's environment"),
        (">=0.13", None, "dj_local_conf.json", "2.3.5", "0.14", "which both lines satisfy; dj_local_conf.json is of"),
        (">=0.13", None, None, "0.14.10", "0.14", "which both lines satisfy; 0.14.10 is installed here"),
        (">=0.13", None, None, None, "2", "which both lines satisfy; an installer takes the newest"),
        (None, None, None, None, "2", "the project does not say which DataJoint it needs"),
        ("*", None, "Example_dj_local_conf.json", "2.3.5", "0.14", "Example_dj_local_conf.json is of 0.14"),
        ("@ git+https://h/x", None, None, "2.3.5", "2", "2.3.5 is installed here"),
    ],
)
def test_reader(
    requirement: str | None, installed: str | None, legacy: str | None, around: str | None, series: str, reason: str
) -> None:
    found = reader(requirement, installed, legacy, around)
    assert found.series == series
    assert reason in found.reason


def test_every_setting_has_its_words() -> None:
    wanted = {*MODERN, *LEGACY, *LEGACY_VARIABLES}
    assert wanted <= set(SETTINGS)
    assert set(SETTINGS) - wanted == {"stores", "custom"}
    keys = {key for table in (*REQUIRED.values(), *OPTIONAL.values()) for names in table.values() for key in names}
    assert {*keys, *RESERVED} == set(STORES)
    assert all(text.endswith(".") and "\n" not in text for text in (*SETTINGS.values(), *STORES.values()))
    assert explanation("nothing.of.the.kind") == ""
    assert [key for key, _ in store_keys("s3", "2")][:4] == ["protocol", "endpoint", "bucket", "location"]
    assert store_keys(None, "2") == []
