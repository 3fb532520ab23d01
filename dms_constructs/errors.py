"""What the library says when something is wrong, and how a user gets past a check on purpose."""

from __future__ import annotations

import difflib
import enum
import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from dms_constructs import facts

__all__ = [
    "ConfigurationError",
    "Finding",
    "LIST_MARKER",
    "Severity",
    "did_you_mean",
    "file_reading",
    "holds_token",
    "is_list_token",
    "is_unchecked",
    "is_unresolved",
    "known_parts",
    "may_be_shown",
    "qualified",
    "shown",
    "unchecked",
]

T = TypeVar("T")


class ConfigurationError(ValueError):
    """
    A mistake that DMS, CloudFormation or a database would punish after deployment.

    The message says where, what is wrong with what was given, what is allowed and what to write instead:
    `Network/Instance: allocated_storage_gib must be 5 to 6144 GiB, got 4 [DMS-I003]`.

    Attributes:
        code: The stable code of the check, for example `DMS-I003`; docs/errors has an entry for each.
        path: The construct's path, or None when a value was wrong before any construct saw it.
        given: The value that was refused; None where there is none, or where it may hold a secret. In another process
            (an error pickles) it is the value only if it is a plain one, else what the message shows of it.
        source: Where AWS says so, when the check is of one key or rule that the facts know, else None; docs/errors has
            the source of every code.
    """

    def __init__(
        self, code: str, message: str, *, path: str | None = None, given: object = None, source: str | None = None
    ) -> None:
        self.code = code
        self.path = path
        self.given = given
        self.source = source
        self.message = message
        super().__init__(f"{path + ': ' if path else ''}{message} [{code}]")

    def __reduce__(self) -> tuple[Any, ...]:
        plain = self.given is None or isinstance(self.given, bool | int | float)
        given = self.given if plain or may_be_shown(self.given) else shown(self.given)
        more: dict[str, Any] = {"path": self.path, "given": given, "source": self.source}
        return functools.partial(type(self), **more), (self.code, self.message)

    def at(self, path: str) -> ConfigurationError:
        """Return the same error with the path of the construct that met it."""
        return ConfigurationError(self.code, self.message, path=path, given=self.given, source=self.source)


_LONGEST_SHOWN = 120
_MAY_BE_SECRET = re.compile(
    r"""PRIVATE[ ]KEY
    | (?:pass|password|passwd|passphrase|pwd|(?<!:)secret|token|credentials?)["']?\s*[=:]  # name=value, "name": "value"
    | ://[^/\s]*:[^/\s]*@  # user and password in an address
    """,
    re.IGNORECASE | re.VERBOSE,
)


def may_be_shown(value: object) -> bool:
    """Whether a value is a short text in which nothing looks like a secret."""
    return (
        isinstance(value, str)
        and len(value) <= _LONGEST_SHOWN
        and value.isprintable()
        and _MAY_BE_SECRET.search(value) is None
    )


def shown(value: object, *, secret: bool = False) -> str:
    """
    Show a value that was refused: a plain value with its type, and of anything else, which may hold a secret, the type.

    Args:
        value: The value.
        secret: Whether even a plain value may be a secret where it was given.
    """
    kind = f"the class {value.__name__}" if isinstance(value, type) else _kind_of(value)
    if value is None:
        return "None"
    if isinstance(value, enum.Enum):
        return f"{qualified(type(value))}.{value.name}"
    if isinstance(value, str):
        if secret or not may_be_shown(value):
            return f"str of {len(value)} character{'' if len(value) == 1 else 's'}"
        return f"str {str.__repr__(value)}"
    if not secret and isinstance(value, bool | int | float | date | timedelta):
        return f"{kind} {value!r}"
    return kind


def _kind_of(value: object) -> str:
    """Return the name of a value's class; of what the CDK imports, it is only known which interface it has."""
    name = type(value).__name__
    interfaces = getattr(value, "_delegates", ()) if name == "InterfaceDynamicProxy" else ()
    known = [type(each).__name__.removeprefix("_").removesuffix("Proxy") for each in interfaces]
    return next((each for each in known if each[:1] == "I"), name)


def qualified(cls: type) -> str:
    """Return the name of a class as programs write it: `dms.SslMode`, `logs.RetentionDays`, `cdk.Duration`."""
    package, _, module = cls.__module__.partition(".")
    if package == __package__ and not cls.__name__.startswith("_"):
        return f"dms.{cls.__name__}"
    if package == "aws_cdk":
        return f"{module.partition('.')[0].removeprefix('aws_') or 'cdk'}.{cls.__name__}"
    return cls.__name__


class Severity(enum.Enum):
    """How much a finding matters."""

    HIGH = "high"
    """Rows are lost, cut, doubled or changed, or what they hold is exposed."""
    MEDIUM = "medium"
    """The task fails, stops or falls behind, or somebody has to act by hand."""
    LOW = "low"
    """Something has no effect, costs more than it should, or can't be checked."""


@dataclass(frozen=True, slots=True)
class Finding:
    """
    Something that deploys but is probably a mistake, found in a value.

    Constructs that use the value turn it into a warning with the id `dms-constructs:<id>`, which is acknowledged in
    the CDK's own way. As text it reads `message; fix`.

    Attributes:
        id: The stable id; `dms-constructs explain <id>` prints its entry.
        message: What was found, and what follows from it.
        fix: What to write instead; the finding is gone then.
        source: Where AWS says so, when the finding is about keys or a rule that the facts know, else nothing.
        keys: The settings that it is about, by their dotted names, where it is about settings.
    """

    id: str
    message: str
    source: str = field(default="", compare=False)
    keys: tuple[str, ...] = field(default=(), compare=False)
    fix: str = field(default="", kw_only=True)

    def __str__(self) -> str:
        return f"{self.message}; {self.fix}" if self.fix else self.message

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return Severity(facts.code(self.id)["severity"])

    @property
    def premigration(self) -> tuple[str, ...]:
        """The checks of AWS's premigration assessment that find the same, one for each engine of a source."""
        return tuple(facts.code(self.id)["premigration"])

    def as_dict(self) -> dict[str, str]:
        """Return it as JSON-compatible data; what is empty is left out."""
        parts = {"id": self.id, "severity": self.severity.value, "message": self.message, "fix": self.fix}
        return {name: text for name, text in {**parts, "source": self.source}.items() if text}


def did_you_mean(given: object, known: Iterable[str], written: Mapping[str, str] | None = None) -> str:
    """
    Return ` (did you mean ...?)` when something known is close to what was given, else nothing.

    Args:
        given: What was given.
        known: What is known.
        written: How it is shown, where it is compared in another spelling.
    """
    near = difflib.get_close_matches(str(given), list(known), n=1, cutoff=0.6)
    return f" (did you mean {(written or {}).get(near[0], near[0])!r}?)" if near else ""


def read_the_file(text: str, reader: str) -> str:
    """Return how to read a file when its name was given in the place of its text, else nothing."""
    code = file_reading(text, reader)
    return f"; it takes the text of a file, not its name: write {code}" if code else ""


def text_of(given: object, reader: str) -> str:
    """Return how to read what was given in the place of a text: a path, an open file or a dict; else nothing."""
    if isinstance(given, Mapping):
        return f"; write {reader.removesuffix('json')}dict(document)"
    way = next((way for way in ("read_text", "read") if hasattr(given, way)), None)
    what = "path" if way == "read_text" else "file"
    return f"; write {reader}({what}.{way}())" if way is not None else ""


def file_reading(text: str, reader: str) -> str:
    """Return the code that reads the file of which this is the name, else nothing."""
    return f"{reader}(open({text!r}).read())" if text.endswith(".json") and "\n" not in text else ""


class _UncheckedStr(str):
    __slots__ = ()


class _UncheckedInt(int):
    __slots__ = ()


class _UncheckedFloat(float):
    __slots__ = ()


def unchecked(value: T) -> T:
    """
    Mark a value so that this library passes it on as it is, whatever its checks say.

    For what AWS accepts and this version of the library does not know yet. It shows in a review:
    `engine_version=dms.unchecked("4.0.0-beta")`.

    Args:
        value: A string or a number.

    Raises:
        ConfigurationError: `DMS-V001`, when the value is neither.
    """
    marked: Any
    if isinstance(value, str):
        marked = _UncheckedStr(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        marked = _UncheckedInt(value)
    elif isinstance(value, float):
        marked = _UncheckedFloat(value)
    else:
        hint = "; mark each one in it" if isinstance(value, list | tuple | dict | set) else ""
        raise ConfigurationError(
            "DMS-V001", f"dms.unchecked takes a string or a number, got {type(value).__name__}{hint}", given=value
        )
    return marked  # type: ignore[no-any-return]  # the marked types are the value's own, and one more base


def is_unchecked(value: object) -> bool:
    """Whether the value came from `unchecked`."""
    return isinstance(value, _UncheckedStr | _UncheckedInt | _UncheckedFloat)


# The CDK hides a value that is known only at deployment in a string with this marker, in a number near the lowest
# double, or in a list of one marked string. Asking the CDK itself would start Node and cost half a millisecond.
# What it looks up at synthesis (SSM parameters) it first gives a stand-in for, so that the look-up can be asked for.
_STRING_MARKER = "${Token["
LIST_MARKER = "#{Token["
_TOKEN_IN_TEXT = re.compile(r"\$\{Token\[[^\]]*\]\}")
_FIRST_NUMBER_TOKEN = -1.8881545897087e289
_LAST_NUMBER_TOKEN = -1.94906280228e289  # the count of tokens is in the low 48 bits
_LOOKED_UP_LATER = "dummy-value-for-"
_NUMBER_TOKEN = re.compile(r"-1\.(?:88|89|9[0-4])\d*e\+289")


def is_unresolved(value: object) -> bool:
    """Whether the value is not known yet: a CDK token, or what stands for a look-up that hasn't been made."""
    if isinstance(value, str):
        return _STRING_MARKER in value or _LOOKED_UP_LATER in value
    if isinstance(value, int | float):
        return _LAST_NUMBER_TOKEN <= value <= _FIRST_NUMBER_TOKEN
    return is_list_token(value)


def known_parts(text: str, stand_in: str) -> str | None:
    """Return a text with a stand-in for each part that is known at deployment only; None before it is looked up."""
    return None if _LOOKED_UP_LATER in text else _TOKEN_IN_TEXT.sub(stand_in, text)


def holds_token(text: str) -> bool:
    """Whether a text, for example a JSON document, has a token somewhere in it."""
    return _STRING_MARKER in text or LIST_MARKER in text or ("e+289" in text and bool(_NUMBER_TOKEN.search(text)))


def is_list_token(value: object) -> bool:
    """Whether the value is a list whose very items are known only at deployment."""
    return isinstance(value, list | tuple) and any(isinstance(item, str) and LIST_MARKER in item for item in value)
