"""What djlab says that DataJoint has loaded, beside what DataJoint 2.3.5 and 0.14.10 themselves have, over many cases.

The cases are drawn from a seed. One subprocess per line of DataJoint goes through all of them.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from corpus.wheels import cache

from djlab.config import legacy, modern
from djlab.config.loaded import Loaded

CASES = 250
ORACLE = """
import importlib, json, os, sys, warnings, logging
warnings.simplefilter("ignore")
import datajoint, datajoint.settings as settings
logging.disable(logging.CRITICAL)
modern = hasattr(settings, "_create_config")
clean = {k: v for k, v in os.environ.items() if not k.upper().startswith("DJ_")}
results = []
for folder, variables, home in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update({**clean, **variables, "HOME": home})
    os.chdir(folder)
    try:
        if modern:
            config = settings._create_config()
            data = {}
            for group in ("database", "connection", "display", "jobs"):
                inner = getattr(config, group)
                for name in type(inner).model_fields:
                    value = getattr(inner, name)
                    data[f"{group}.{name}"] = value.get_secret_value() if hasattr(value, "get_secret_value") else value
            data["loglevel"], data["safemode"] = config.loglevel, config.safemode
            results.append({"values": data, "stores": config.stores})
        else:
            settings = importlib.reload(settings)
            data = dict(settings.config)
            results.append({"values": data, "stores": data.get("stores", {})})
    except BaseException as error:
        results.append({"error": f"{type(error).__name__}: {error}"[:200]})
print(json.dumps(results, default=str))
"""

VALUES: dict[str, list[Any]] = {
    "database.host": ["db.lab", "10.0.0.1:3310", ""],
    "database.user": ["ada", None],
    "database.password": ["hush", None],
    "database.port": [3307, "3308", "many", None],
    "database.backend": ["mysql", "postgresql", "oracle"],
    "database.name": ["main", None],
    "database.use_tls": [True, False, None, "maybe"],
    "database.reconnect": [False, "yes"],
    "display.limit": [5, "7", -1],
    "jobs.auto_refresh": [False, True],
    "jobs.stale_timeout": [60, -5],
    "loglevel": ["DEBUG", "info", "LOUD"],
    "safemode": [False, "off"],
    "unknown.key": [1],
    "databse.host": ["typo"],
}
VARIABLES: dict[str, list[str]] = {
    "DJ_HOST": ["env.lab", ""],
    "DJ_USER": ["env-user"],
    "DJ_PASS": ["env-pass", ""],
    "DJ_PORT": ["3399", "x"],
    "DJ_BACKEND": ["postgresql", "mysql", "oracle"],
    "DJ_DATABASE_NAME": ["env_db"],
    "DJ_USE_TLS": ["true", "0"],
    "DJ_JOBS_AUTO_REFRESH": ["true"],
    "DJ_JOBS_STALE_TIMEOUT": ["30"],
    "DJ_LOG_LEVEL": ["ERROR", "LOUD"],
    "DJ_SAFEMODE": ["false"],
    "DJ_IGNORE_CONFIG_FILE": ["true"],
    "DJ_STORES": ['{"env": {"protocol": "file", "location": "/e"}}', "{", ""],
    "DJ_STORES__RAW__LOCATION": ["/nowhere"],
}
SECRETS = {
    "database.user": "secret-user\n",
    "database.password": "secret-pass",
    "database.host": "secret-host",
    "stores.raw.access_key": "key",
    "stores.other.token": "t",
}
STORES = {"raw": {"protocol": "file", "location": "/r"}, "default": "raw"}


def case(random_: random.Random, folder: Path, line: str) -> tuple[str, dict[str, str], str]:
    """Files in a folder, and an environment; most values are right, some are not."""
    root = folder / "project"
    start = root / "notebooks" if random_.random() < 0.2 and line == "2" else root
    start.mkdir(parents=True)
    home = folder / "home"
    home.mkdir()
    if random_.random() < 0.8:
        (root / ".git").mkdir()
    names = ["datajoint.json"] if line == "2" else ["dj_local_conf.json", "../home/.datajoint_config.json"]
    for name in names:
        if random_.random() < 0.8:
            (root / name).write_text(config_file(random_, line))
    if random_.random() < 0.6:
        (root / ".secrets").mkdir()
        for name, text in SECRETS.items():
            if random_.random() < 0.5:
                (root / ".secrets" / name).write_text(text)
    chosen = {k: random_.choice(v) for k, v in VARIABLES.items() if random_.random() < 0.2}
    return str(start), chosen, str(home)


def config_file(random_: random.Random, line: str) -> str:
    if random_.random() < 0.05:
        return random_.choice(["{", "[]", '{"database": 3}', ""])
    data: dict[str, Any] = {}
    for key, values in VALUES.items():
        if random_.random() < 0.3:
            value = random_.choice(values if random_.random() < 0.4 else values[:1])
            group, _, name = key.partition(".")
            if name and line == "2" and random_.random() < 0.6:
                nested = data.setdefault(group, {})
                if isinstance(nested, dict):
                    nested[name] = value
            else:
                data[key] = value
    if random_.random() < 0.4:
        data["stores"] = STORES
    if random_.random() < 0.2:
        data["stores.flat.protocol"] = "s3"
    keys = list(data)
    random_.shuffle(keys)
    return json.dumps({key: data[key] for key in keys})


def python_of(line: str) -> str:
    if line == "2":
        return sys.executable
    python = cache() / f"datajoint-0.14.10-py{sys.version_info[0]}{sys.version_info[1]}" / "bin/python"
    if not python.exists():
        pytest.skip("needs DataJoint 0.14.10, which tests/pipeline installs into the test cache")
    return str(python)


@pytest.mark.parametrize("line", ["2", "0.14"])
def test_precedence_is_datajoint_s(line: str, tmp_path: Path) -> None:
    random_ = random.Random(20261124)
    cases = [case(random_, tmp_path / str(number), line) for number in range(CASES)]
    done = subprocess.run(
        [python_of(line), "-c", ORACLE], input=json.dumps(cases), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    answers = json.loads(done.stdout.splitlines()[-1])
    differences = []
    refused = 0
    for (folder, variables, home), answer in zip(cases, answers, strict=True):
        if line == "2":
            loaded = modern.load(Path(folder), variables)
        else:
            loaded = legacy.load(Path(folder), variables, Path(home))
        refused += "error" in answer
        differences += [f"{folder}: {text}" for text in compare(loaded, answer)]
    assert not differences, "\n".join(differences[:20])
    assert 0 < refused < CASES / 2


def compare(loaded: Loaded, answer: dict[str, Any]) -> list[str]:
    if "error" in answer or loaded.fatal:
        same = bool(loaded.fatal) == ("error" in answer)
        return [] if same else [f"fatal: {loaded.fatal!r} and DataJoint: {answer.get('error')!r}"]
    found = [
        f"{key}: {loaded.values.get(key)!r} and DataJoint has {value!r}"
        for key, value in answer["values"].items()
        if key != "stores" and loaded.values.get(key) != value
    ]
    if loaded.stores != answer["stores"]:
        found.append(f"stores: {loaded.stores!r} and DataJoint has {answer['stores']!r}")
    return found
