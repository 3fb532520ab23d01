"""
The library's words on a terminal.

What it says is for Python: it names arguments, and code that gives others. A command has an option for each argument,
under the same name, so this puts the options in their place.
"""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Iterable, Iterator
from typing import Any

import typer

from dms_constructs.cli.trouble import Trouble
from dms_constructs.errors import ConfigurationError

__all__ = ["Options", "assumptions"]

_ASSUME = "--assume"
# Markdown has a backslash before each underscore.
_RESIZED = re.compile(r"dataclasses\.replace\(workload, (.*?)\)\.size\(\)")
_ASSUMED = re.compile(r"workload\.size\(dms\.SizingConstants\((.*?)\)\)")
_ADVISED = re.compile(r"dms\.advise\\?_lobs\(catalog, (dms\.TableMappings\(.*\))\)")
_ATTRIBUTE = re.compile(r"\b(Workload|SizingConstants)\.((?:[a-z]|\\?_)+)")
_NAME = re.compile(r"(?<![\w.'-])([a-z]+(?:\\?_[a-z]+)+)(?![\w.(])")
_OF_PYTHON = {"an EngineName or the name": "the name", ", or None when it is not known": ""}
_MEMBER = re.compile(r"\bdms\.DatabasePlace\.(\w+)")


class Options:
    """The options of the command that runs, by the arguments that they stand for."""

    def __init__(self, context: typer.Context) -> None:
        self._names: dict[str, str] = {}
        for each in context.command.params:
            long = [option for option in (*each.opts, *each.secondary_opts) if option.startswith("--")]
            if each.name is not None and long:
                self._names[each.name] = "/".join(long)

    def in_result(self, text: str) -> str:
        """Return a text with options where it has code that gives other arguments."""
        text = _RESIZED.sub(lambda found: self._given(found[1]), text)
        text = _ASSUMED.sub(lambda found: _assumed(found[1]), text)
        return _ADVISED.sub(lambda found: f"--mappings FILE, where FILE has {found[1]}.to_json()", text)

    def in_message(self, text: str) -> str:
        """Return a text with options also where it has the names of arguments."""
        text = _ATTRIBUTE.sub(self._attribute, self.in_result(text))
        text = _NAME.sub(lambda found: self._names.get(_plain(found[1]), found[1]), text)
        text = re.sub(r"(--[a-z-]+)=(?=\d)", r"\1 ", text)
        for words, plain in _OF_PYTHON.items():
            text = text.replace(words, plain)
        return _MEMBER.sub(lambda found: found[1].lower(), text)

    def in_json(self, document: Any) -> Any:
        """Return a document with options in its sentences; names that a program looks for stay."""
        if isinstance(document, dict):
            return {name: self.in_json(each) for name, each in document.items()}
        if isinstance(document, list):
            return [self.in_json(each) for each in document]
        return self.in_result(document) if isinstance(document, str) else document

    @contextlib.contextmanager
    def in_errors(self) -> Iterator[None]:
        """Name options in an error."""
        try:
            yield
        except ConfigurationError as error:
            raise ConfigurationError(error.code, self.in_message(error.message), given=error.given) from None

    def _given(self, arguments: str) -> str:
        given = _keywords(arguments)
        others = ", ".join(f"{self._names[name]} {value}" for name, value in given if value is not None)
        without = " and ".join(self._names[name] for name, value in given if value is None)
        return f"{others}, without {without}" if without else others

    def _attribute(self, found: re.Match[str]) -> str:
        name = _plain(found[2])
        return f"{_ASSUME} {name}" if found[1] == "SizingConstants" else self._names.get(name, found[0])


def assumptions(given: Iterable[str], example: str) -> dict[str, float]:
    """Return the numbers that `--assume NAME=NUMBER` gives."""

    def read(text: str) -> tuple[str, float]:
        name, _, number = text.partition("=")
        try:
            return name.strip(), float(number)
        except ValueError:
            raise Trouble(f"{_ASSUME} takes NAME=NUMBER, such as {example}, got {text!r}") from None

    return dict(map(read, given))


def _assumed(arguments: str) -> str:
    if arguments == "...":
        return f"{_ASSUME} NAME=NUMBER"
    return " ".join(f"{_ASSUME} {name}={value}" for name, value in _keywords(arguments))


def _keywords(arguments: str) -> list[tuple[str, Any]]:
    call: Any = ast.parse(f"f({_plain(arguments)})", mode="eval").body
    return [(each.arg, ast.literal_eval(each.value)) for each in call.keywords]


def _plain(text: str) -> str:
    return text.replace("\\_", "_")
