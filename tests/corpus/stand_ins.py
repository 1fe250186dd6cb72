"""Stand-ins for packages that are not installed, so that a pipeline can be imported without them."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import types
from typing import Any


class _Meta(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and isinstance(args[0], (types.FunctionType, type)):
            return args[0]  # used as a decorator
        return super().__call__()

    def __getitem__(cls, key: Any) -> Any:
        return Nothing


class Nothing(metaclass=_Meta):
    """Stands for anything of a package that is not installed."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return Nothing()

    def __iter__(self) -> Any:
        return iter(())


def _nothing(*_: Any) -> Any:
    return Nothing()


for _operator in ("add", "radd", "sub", "mul", "rmul", "truediv", "pow", "or", "and", "neg"):
    setattr(Nothing, f"__{_operator}__", _nothing)
    setattr(_Meta, f"__{_operator}__", _nothing)

_classes: dict[str, type] = {}


def _missing(name: str) -> Any:
    if name == "__version__":
        return "0.99.1"  # spyglass compares that of SpikeInterface
    if name.startswith("__"):
        raise AttributeError(name)
    if name not in _classes:  # one for each name: two of them may be bases of one class
        _classes[name] = _Meta(name, (Nothing,), {})
    return _classes[name]


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names or top.startswith("_"):
            return None  # what Python itself tries for another system
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: Any) -> types.ModuleType:
        module = types.ModuleType(spec.name)
        module.__getattr__ = lambda name: _missing(name)  # type: ignore[method-assign]
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        pass


def install() -> None:
    """From now on every import succeeds."""
    sys.meta_path.append(_Finder())
