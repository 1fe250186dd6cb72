"""What a person chose for a new project."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from djlab.scaffold.names import check_module, check_schema
from djlab.scaffold.options import OptionError, Reader
from djlab.scaffold.paths import reserved_on_windows
from djlab.scaffold.plan import Problem

Profile = Literal["book", "datajoint-2", "sub-package"]
Backend = Literal["postgresql", "mysql"]
License = Literal["MIT", "BSD-3-Clause", "Apache-2.0"]
PROFILES: tuple[Profile, ...] = get_args(Profile)
BACKENDS: tuple[Backend, ...] = get_args(Backend)
LICENSES: tuple[License, ...] = get_args(License)
EXAMPLE_MODULES = ("subject", "acquisition", "processing", "analysis")

# PEP 508's form of a distribution name.
_DISTRIBUTION = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_STORE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
# Settings that each protocol needs (datajoint.settings, DataJoint 2.3.5) and that may stand in a tracked file.
STORE_SETTINGS: dict[str, tuple[str, ...]] = {
    "file": ("location",),
    "s3": ("endpoint", "bucket", "location"),
    "gcs": ("bucket", "location"),
    "azure": ("container", "location"),
}


# DataJoint takes HTTPS for granted; a server in the laboratory often has none.
_OPTIONAL: dict[str, tuple[str, ...]] = {"s3": ("secure",)}
_TRUTH = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """An object store; ``settings`` are those of its protocol, in DataJoint's names."""

    name: str
    protocol: str
    settings: tuple[tuple[str, str], ...]

    @staticmethod
    def from_data(data: object) -> StoreOptions:
        if not isinstance(data, Mapping) or not all(isinstance(v, str) for pair in data.items() for v in pair):
            raise OptionError("stores", "each store is an object of texts")
        rest = {str(key): str(value)[:1000] for key, value in data.items()}
        name, protocol = rest.pop("name", ""), rest.pop("protocol", "file")
        return StoreOptions(name, protocol, tuple(rest.items()))

    @property
    def values(self) -> list[tuple[str, str | bool]]:
        """The protocol and the settings, as they stand in a configuration."""
        return [
            ("protocol", self.protocol),
            *((key, _TRUTH[text] if key == "secure" and text in _TRUTH else text) for key, text in self.settings),
        ]


DEFAULT_STORE = StoreOptions("main", "file", (("location", "data"),))


@dataclass(frozen=True, slots=True)
class ProjectOptions:
    """A new project. ``modules`` are its first schema modules, each below the one before it.

    With the modules of the standard structure (the default) the project is a small working example. ``demo`` adds
    data for it. ``kubernetes`` and ``slurm`` add a manifest and an array script that run the worker.
    """

    name: str
    package: str = "workflow"
    description: str = ""
    author: str = ""
    license: License = "MIT"
    backend: Backend = "postgresql"
    stores: tuple[StoreOptions, ...] = (DEFAULT_STORE,)
    docker: bool = True
    kubernetes: bool = False
    slurm: bool = False
    modules: tuple[str, ...] = EXAMPLE_MODULES
    profile: Profile = "book"
    demo: bool = False

    @staticmethod
    def from_data(data: object) -> ProjectOptions:
        reader = Reader(data)
        stores = reader.raw("stores")
        if stores is not None and not isinstance(stores, (list, tuple)):
            raise OptionError("stores", "a list is expected")
        options = ProjectOptions(
            name=reader.text("name"),
            package=reader.text("package", "workflow"),
            description=reader.text("description", ""),
            author=reader.text("author", ""),
            license=cast("License", reader.choice("license", LICENSES, "MIT")),
            backend=cast("Backend", reader.choice("backend", BACKENDS, "postgresql")),
            stores=(DEFAULT_STORE,) if stores is None else tuple(StoreOptions.from_data(store) for store in stores),
            docker=reader.flag("docker", True),
            kubernetes=reader.flag("kubernetes", False),
            slurm=reader.flag("slurm", False),
            modules=reader.texts("modules") or EXAMPLE_MODULES,
            profile=cast("Profile", reader.choice("profile", PROFILES, "book")),
        )
        reader.finish()
        return options

    @property
    def example(self) -> bool:
        """Whether the project holds the worked example."""
        return self.modules == EXAMPLE_MODULES

    @property
    def modules_package(self) -> str:
        """Dotted package of the schema modules."""
        return f"{self.package}.pipeline" if self.profile == "sub-package" else self.package


def check_project(options: ProjectOptions) -> list[Problem]:
    """What a person has to change in the options."""
    problems = []
    if not _DISTRIBUTION.fullmatch(options.name) or len(options.name) > 100:
        problems.append(
            Problem("name", "Project names are letters, digits, '-', '_' and '.', a letter or digit at both ends")
        )
    elif reserved_on_windows(options.name):
        problems.append(Problem("name", f"Windows reserves the name {options.name}"))
    if options.kubernetes and not options.docker:
        problems.append(Problem("kubernetes", "Kubernetes runs the image of docker/Dockerfile: choose Docker too"))
    reason = check_module(options.package)
    if reason:
        problems.append(Problem("package", reason.replace("Module names", "Package names")))
    for name in options.modules:
        reason = check_module(name) or check_schema(name)
        if reason is None and name in ("demo_data", options.package):
            reason = f"{name} has another meaning in this project"
        if reason:
            problems.append(Problem("modules", f"{name}: {reason}"))
    if len(set(options.modules)) != len(options.modules):
        problems.append(Problem("modules", "Each module is named once"))
    problems.extend(_check_stores(options))
    return problems


def _check_stores(options: ProjectOptions) -> list[Problem]:
    problems = []
    names = [store.name for store in options.stores]
    if len(set(names)) != len(names):
        problems.append(Problem("stores", "Each store has a name of its own"))
    if options.example and "main" not in names:
        problems.append(Problem("stores", "The example modules use a store named main"))
    for store in options.stores:
        if not _STORE.fullmatch(store.name) or keyword.iskeyword(store.name):
            problems.append(Problem("stores", f"{store.name!r} cannot name a store: letters, digits, '_' and '-'"))
        elif store.name in ("default", "filepath_default"):
            problems.append(Problem("stores", f"DataJoint reserves the name {store.name} among stores"))
        if store.protocol not in STORE_SETTINGS:
            problems.append(
                Problem(
                    "stores", f"{store.name}: the protocol is one of {', '.join(STORE_SETTINGS)}, not {store.protocol}"
                )
            )
            continue
        given = {key for key, value in store.settings if value}
        for key in STORE_SETTINGS[store.protocol]:
            if key not in given:
                problems.append(Problem("stores", f"{store.name}: a store of protocol {store.protocol} needs {key}"))
        if dict(store.settings).get("secure", "true") not in _TRUTH:
            problems.append(Problem("stores", f"{store.name}: secure is true or false"))
        for key in sorted(given - {*STORE_SETTINGS[store.protocol], *_OPTIONAL.get(store.protocol, ())}):
            problems.append(Problem("stores", f"{store.name}: {key} is no setting of a {store.protocol} store here"))
    return problems
