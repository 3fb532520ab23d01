"""What messages tell people to write, and whether that runs where programs `import dms_constructs as dms`."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import aws_cdk as cdk
from aws_cdk import (
    aws_ec2 as ec2,
    aws_iam as iam,
    aws_kms as kms,
    aws_logs as logs,
    aws_rds as rds,
    aws_s3 as s3,
    aws_secretsmanager as secretsmanager,
)

import dms_constructs as dms

MODULES = {
    "cdk": cdk,
    "dms": dms,
    "ec2": ec2,
    "iam": iam,
    "kms": kms,
    "logs": logs,
    "rds": rds,
    "s3": s3,
    "secretsmanager": secretsmanager,
}
NAMES = "|".join(sorted(dms.__all__, key=len, reverse=True))
BARE = re.compile(rf"(?<![\w.<…])({NAMES})(?:(?=\()|\.(\w+|…))")
START = re.compile(rf"(?<![\w./'\"@-])(?:{'|'.join(MODULES)})\.(?=[A-Za-z_])")
ANOTHER_NAME = re.compile(r"[a-z]+\.[a-z]\w*(\.\w+)?")
"""That of a file or of an instance class: `cdk.json`, `dms.r6i.large`."""


def bare_names(text: str) -> list[str]:
    """
    Every place where a text calls one of our names, or takes a member of it, without `dms.` before it.

    A name alone is a concept, and a field of a class (`FullLoad.commit_rate`) says where something is: neither is to
    be written so.
    """
    return [found.group() for found in BARE.finditer(text) if _is_code(found[1], found[2])]


def _is_code(name: str, attribute: str | None) -> bool:
    if attribute is None:
        return True
    owner = getattr(dms, name)
    if dataclasses.is_dataclass(owner) and attribute in {field.name for field in dataclasses.fields(owner)}:
        return False
    return hasattr(owner, attribute) or (attribute == "…" and hasattr(owner, "__members__"))


def pieces(text: str) -> Iterator[str]:
    """Every expression in a text that begins with a name of ours or of the CDK, with all that belongs to it."""
    end = 0
    while found := START.search(text, end):
        end = _end(text, found.end())
        piece = text[found.start() : end].rstrip(".")
        if not ANOTHER_NAME.fullmatch(piece):
            yield piece


def _end(text: str, position: int) -> int:
    """Return where the names and calls that begin there end."""
    while found := re.compile(r"\w+|\.(?=\w)|\(").match(text, position):
        position = found.end() if found.group() != "(" else _closed(text, position)
    return position


def _closed(text: str, position: int) -> int:
    """Return what is behind the parenthesis that closes the one there; brackets in strings don't count."""
    depth, quote = 0, ""
    for place in range(position, len(text)):
        character = text[place]
        if quote:
            quote = "" if character == quote and text[place - 1] != "\\" else quote
        elif character in "'\"":
            quote = character
        depth += 0 if quote else {"(": 1, ")": -1}.get(character, 0)
        if not depth:
            return place + 1
    return len(text)


class _Missing(dict[str, Any]):
    """A namespace in which only what programs import has a name; anything else is up to the user."""

    def __missing__(self, name: str) -> Any:
        if name in {"self", "open"}:
            raise KeyError(name)
        if name in dms.__all__ or not name.isidentifier() or name[0].isupper():
            raise NameError(name)
        return ...


def trouble_with(piece: str, given: Mapping[str, Any] | None = None) -> str | None:
    """
    Run a piece of code as a program would, and return what is wrong with it.

    What a user has to fill in can't run, but its names and arguments must be there.
    """
    whole, piece = piece, piece.replace(", ...)", ")")  # the rest stays as it is
    known = {"self", "open", *MODULES, *(given or {})}
    blanks = "..." in whole or any(
        isinstance(node, ast.Name) and node.id not in known for node in ast.walk(ast.parse(piece))
    )
    try:
        eval(piece, {"self": cdk.Stack()}, _Missing({**MODULES, **(given or {})}))
    except (NameError, SyntaxError) as error:
        return f"{piece}: {error!r}"
    except AttributeError as error:
        return None if blanks and not isinstance(error.obj, ModuleType | type) else f"{piece}: {error!r}"
    except TypeError as error:
        return None if blanks and "unexpected keyword" not in str(error) else f"{piece}: {error!r}"
    except OSError:
        return None  # the file is the user's
    except Exception as error:  # whatever Node says to a blank
        return None if blanks else f"{piece}: {error!r}"
    return None


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """Every text in a module that is not documentation, with its line; an ellipsis stands for what is filled in."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield (
                node.lineno,
                "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values),
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value
