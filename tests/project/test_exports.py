"""The package's root: one table of names, what type checkers see of it, and all that users receive from it."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import pkgutil
import runpy
import textwrap
import typing
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pytest
import typing_extensions

import dms_constructs as dms

T = TypeVar("T")

ROOT = Path(__file__).parent.parent.parent
TOOL: dict[str, Any] = runpy.run_path(str(ROOT / "tools" / "exports.py"))
PUBLIC = {name: getattr(dms, name) for name in dms.__all__}


def test_what_type_checkers_see_is_what_the_table_says() -> None:
    stub = (ROOT / "dms_constructs" / "__init__.pyi").read_text(encoding="utf-8")

    assert stub == TOOL["stub"](), "run: python tools/exports.py"


def test_a_name_is_in_the_table_once() -> None:
    names = [name for names in dms._EXPORTS.values() for name in names]

    assert sorted(names) == dms.__all__


@pytest.mark.parametrize("module", sorted(dms._EXPORTS))
def test_a_module_publishes_what_the_table_takes_from_it(module: str) -> None:
    published = importlib.import_module(f"dms_constructs.{module}").__all__

    assert set(dms._EXPORTS[module]) <= set(published)


def received(owner: object) -> Iterator[tuple[str, object]]:
    """What users get from a public name: the types that its functions return and its fields and attributes have."""
    if inspect.isfunction(owner):
        yield owner.__name__, hints(owner).get("return")
    elif isinstance(owner, type):
        seen: set[str] = set()  # a class says more about an attribute than its base does
        for base in inspect.getmro(owner):
            if base.__module__.startswith("dms_constructs"):
                declared = list(_declared_by(base))
                yield from (each for each in declared if each[0] not in seen)
                seen.update(name for name, _ in declared)


def _declared_by(owner: type) -> Iterator[tuple[str, object]]:
    fields = hints(owner)
    for name in inspect.get_annotations(owner):
        if not name.startswith("_"):
            yield name, fields[name]
    for name, member in vars(owner).items():
        if not name.startswith("_") or name == "__iter__":
            functions = (getattr(member, inner, None) for inner in ("__func__", "fget", "func"))
            function = next(filter(None, functions), member)
            if inspect.isfunction(function):
                yield name, hints(function).get("return")
    if inspect.isfunction(vars(owner).get("__init__")) and not hasattr(owner, "__dataclass_fields__"):
        yield from _attributes_of(vars(owner)["__init__"])


def _attributes_of(constructor: Callable[..., Any]) -> Iterator[tuple[str, object]]:
    """What a constructor keeps: its arguments under a public name, and what it says the type of."""
    parameters = hints(constructor)
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(constructor)))):
        match node:
            case ast.Assign(targets=[ast.Attribute(attr=name)], value=ast.Name(id=parameter)) if name[0] != "_":
                yield name, parameters.get(parameter)
            case ast.AnnAssign(target=ast.Attribute(attr=name), annotation=annotation) if name[0] != "_":
                yield name, evaluated(ast.unparse(annotation), vars(inspect.getmodule(constructor)))


def hints(owner: Callable[..., Any] | type) -> dict[str, Any]:
    """Annotations with their types; those that are imported for type checkers only are looked up."""
    return with_names(lambda names: typing.get_type_hints(owner, localns=names))


def evaluated(annotation: str, names: Mapping[str, object]) -> object:
    return with_names(lambda more: eval(annotation, {**names, **more}))


def with_names(look: Callable[[dict[str, object]], T]) -> T:
    found: dict[str, object] = {}
    while True:
        try:
            return look(found)
        except NameError as error:
            found[error.name] = named(error.name)


def named(name: str) -> object:
    """Find what a module imports for type checkers only: a module of the CDK, a class, or what they have built in."""
    if name in typing_extensions.__all__:
        return getattr(typing_extensions, name)
    try:
        return importlib.import_module(f"aws_cdk.aws_{name}")
    except ModuleNotFoundError:
        return next(vars(module)[name] for module in own_modules() if name in vars(module))


@functools.cache
def own_modules() -> list[Any]:
    """Every module of values and constructs."""
    paths = pkgutil.walk_packages(dms.__path__, "dms_constructs.")
    return [importlib.import_module(path.name) for path in paths if ".cli" not in path.name]


def own_types(annotation: object) -> Iterator[type]:
    """The package's own types in an annotation, however deep."""
    for one in (annotation, typing.get_origin(annotation)):
        if isinstance(one, type) and one.__module__.startswith("dms_constructs"):
            yield one
    for part in typing.get_args(annotation):
        for one in part if isinstance(part, list) else [part]:
            yield from own_types(one)


# For the package's own checks, which are in another module: positions of rules instead of rules.
FOR_CHECKS = {("MappedTable", "decisions")}


@pytest.mark.parametrize("name", PUBLIC)
def test_all_that_users_receive_can_be_annotated_from_the_root(name: str) -> None:
    unnamed = {
        f"{member}: {one.__module__}.{one.__qualname__}"
        for member, annotation in received(PUBLIC[name])
        if (name, member) not in FOR_CHECKS
        for one in own_types(annotation)
        if PUBLIC.get(one.__name__) is not one
    }

    assert unnamed == set()
