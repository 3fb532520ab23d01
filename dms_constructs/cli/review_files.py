"""The templates that a review compares: a file, a folder that cdk synth wrote, or either as git has it."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple, Protocol

from dms_constructs.cli import documents, output
from dms_constructs.cli.trouble import Trouble
from dms_constructs.review.context import Template
from dms_constructs.review.resources import as_object

__all__ = ["read"]

_SYNTH = "run cdk synth, and give the folder that it wrote, such as cdk.out"
_NESTED = "AWS::CloudFormation::Stack"
_TEMPLATE = ".template.json"
# A drive of Windows has one letter before the colon; a revision with one letter is possible, and rare.
_REVISION = re.compile(r"^(?!\w:[\\/])(?P<revision>[^:]+):(?P<path>.*)$", re.DOTALL)
_HASH = re.compile(r"[0-9a-f]{64}")


class _Files(Protocol):
    """Where files are: on disk, or in a revision of git."""

    def text(self, path: str) -> str | None:
        """Return what a file holds; None where there is none."""
        ...

    def under(self, path: str) -> list[str] | None:
        """Return the names of all files under a folder; None where it is not a folder."""
        ...


class _Disk:
    """Files as they are now."""

    def text(self, path: str) -> str | None:
        return documents.read_text(path) if Path(path).is_file() else None

    def under(self, path: str) -> list[str] | None:
        folder = Path(path)
        if not folder.is_dir():
            return None
        return sorted(each.as_posix() for each in folder.rglob("*.json") if each.is_file())


class _Revision:
    """Files as a revision of git has them."""

    def __init__(self, revision: str) -> None:
        self._revision = revision

    def text(self, path: str) -> str | None:
        shown = self._git("show", f"{self._revision}:{_beside(path)}")
        return shown.stdout.decode("utf-8", errors="replace") if shown.returncode == 0 else None

    def under(self, path: str) -> list[str] | None:
        kind = self._git("cat-file", "-t", f"{self._revision}:{_beside(path)}")
        if kind.stdout.strip() != b"tree":
            return None
        listed = self._git("ls-tree", "-r", "-z", "--name-only", self._revision, "--", f"{path.rstrip('/')}/")
        names = listed.stdout.decode("utf-8", errors="replace").split("\0")
        return sorted(name for name in names if name.endswith(".json"))

    def check(self) -> None:
        """Raise unless git knows the revision."""
        known = self._git("rev-parse", "--verify", "--quiet", f"{self._revision}^{{commit}}")
        if known.returncode == 0:
            return
        inside = self._git("rev-parse", "--is-inside-work-tree")
        if inside.returncode != 0:
            raise Trouble(
                f"{self._revision} is a revision of git, and this folder is not in a git repository; run the command "
                "in the repository"
            )
        raise Trouble(f"git has no revision {self._revision}; fetch it first: git fetch origin {self._revision}")

    @staticmethod
    def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(["git", *arguments], capture_output=True, check=False)  # noqa: S603, S607
        except FileNotFoundError:
            raise Trouble("git is not installed, and REV:PATH needs it") from None


class _Place(NamedTuple):
    """Where something is: the files, the path in them, and how a person wrote it."""

    files: _Files
    path: str
    shown: str


def _beside(path: str) -> str:
    # Git takes a path from the root of the repository unless it begins with a dot.
    return path if path.startswith(("./", "../")) else f"./{path}"


def read(argument: str) -> list[Template]:
    """Return the templates behind an argument of the command."""
    place = _place(argument)
    names = place.files.under(place.path)
    if names is None:
        return list(_of_file(place))
    return list(_of_folder(place, names))


def _place(argument: str) -> _Place:
    found = _REVISION.match(argument)
    if argument == documents.STDIN or found is None or Path(argument).exists():
        return _Place(_Disk(), argument, argument)
    if "://" in argument:
        raise Trouble("a URL is not a file")
    revision = _Revision(found["revision"])
    revision.check()
    return _Place(revision, found["path"] or ".", argument)


def _of_file(place: _Place) -> Iterator[Template]:
    text = documents.read_text(place.path) if isinstance(place.files, _Disk) else place.files.text(place.path)
    if text is None:
        raise Trouble(f"{place.shown}: there is no such file or folder in that revision")
    document = documents.parse_json(text, place.shown)
    body = as_object(document).get("TemplateBody")
    if body is not None:  # what `aws cloudformation get-template` returned
        document = documents.parse_json(body, place.shown) if isinstance(body, str) else body
    template = _template(document)
    if template is None:
        raise Trouble(f"{place.shown} is not a CloudFormation template: it has no Resources; {_SYNTH}")
    folder = str(PurePosixPath(Path(place.path).as_posix()).parent)
    yield from _with_nested(place, folder, "", template)


def _of_folder(place: _Place, names: list[str]) -> Iterator[Template]:
    """Yield the templates of a cloud assembly, or, where there is none, of a folder of templates."""
    found = [name for name in names if name.endswith(_TEMPLATE)] or names
    folder = PurePosixPath(Path(place.path).as_posix())
    nested: set[str] = set()
    read_in: dict[str, dict[str, Any]] = {}
    for name in found:
        text = place.files.text(name)
        try:
            template = None if text is None else _template(json.loads(text))
        except (ValueError, RecursionError):
            template = None
        if template is not None:
            read_in[name] = template
            nested |= {str(PurePosixPath(name).parent / asset) for asset in _assets(template)}
    if not read_in:
        raise Trouble(f"{place.shown} has no template that cdk synth wrote; {_SYNTH}")
    for name, template in read_in.items():
        if name in nested:
            continue
        path = PurePosixPath(name)
        within = path.relative_to(folder) if path.is_relative_to(folder) else path
        stack = str(within).removesuffix(_TEMPLATE).removesuffix(".json")
        yield from _with_nested(place, str(path.parent), stack, template)


def _with_nested(
    place: _Place, folder: str, name: str, template: dict[str, Any], within: Template | None = None
) -> Iterator[Template]:
    resources = template["Resources"]
    found = Template(
        name,
        resources,
        _reader(place, folder),
        as_object(template.get("Outputs")),
        as_object(template.get("Conditions")),
        within,
    )
    yield found
    for logical_id, each in resources.items():
        if as_object(each).get("Type") != _NESTED:
            continue
        asset = as_object(as_object(each).get("Metadata")).get("aws:asset:path")
        text = place.files.text(str(PurePosixPath(folder) / asset)) if isinstance(asset, str) else None
        inner = None if text is None else _template(documents.parse_json(text, str(asset)))
        below = f"{name}/{logical_id}" if name else logical_id
        if inner is None:
            output.note(f"Nested stack {below} is not looked at: its template is not beside {place.shown}", "yellow")
        else:
            yield from _with_nested(place, folder, below, inner, found)


def _assets(template: dict[str, Any]) -> Iterator[str]:
    """Yield the files of nested stacks."""
    for each in map(as_object, template["Resources"].values()):
        asset = as_object(each.get("Metadata")).get("aws:asset:path")
        if each.get("Type") == _NESTED and isinstance(asset, str):
            yield asset


def _reader(place: _Place, folder: str) -> Callable[[str], Any]:
    """Return what reads an asset that was written beside a template: the folder's own, or the one above in a stage."""

    def read_asset(digest: str) -> Any:
        if not _HASH.fullmatch(digest):
            return None
        for beside in (PurePosixPath(folder), PurePosixPath(folder).parent):
            text = place.files.text(str(beside / f"asset.{digest}.json"))
            if text is not None:
                return documents.parse_json(text, f"asset.{digest}.json")
        return None

    return read_asset


def _template(document: object) -> dict[str, Any] | None:
    """Return a document that is a template, or None."""
    template = as_object(document)
    return template if isinstance(template.get("Resources"), dict) else None
