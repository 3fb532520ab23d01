"""Files that the commands read."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path
from typing import Any

from dms_constructs.cli.trouble import FolderGiven, Trouble

__all__ = ["STDIN", "parse_json", "read_text", "write_text"]

STDIN = "-"

# By their first bytes: what it is, and what unpacks it.
_PACKED = {
    b"\x1f\x8b": ("is compressed with gzip", "gunzip -k"),
    b"PK\x03\x04": ("is a ZIP archive", "unzip"),
}
_YAML = re.compile(r"^(?:AWSTemplateFormatVersion|Description|Parameters|Resources|Transform):", re.MULTILINE)


def read_text(name: str) -> str:
    """Return what a file, or stdin, holds."""
    shown = "stdin" if name == STDIN else name
    if not name:
        raise Trouble("the name of a file is empty")
    if "://" in name:  # not shown, because it may hold a password
        raise Trouble("a URL is not a file; only --catalog takes the URL of a server")
    try:
        data = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
        _refuse_packed(data, name)
        text = data.decode(json.detect_encoding(data))
    except FileNotFoundError:
        # It may be a URL with a typing error, and those hold passwords.
        raise Trouble("there is no such file" if "@" in name else f"there is no file {name}") from None
    except IsADirectoryError:
        raise FolderGiven(f"{shown} is a directory") from None
    except OSError as error:
        raise Trouble(f"can't read {shown}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Trouble(f"can't read {shown}: it is not text in UTF-8; save it as UTF-8") from None
    if not text.strip():
        raise Trouble(f"{shown} is empty")
    return text


def _refuse_packed(data: bytes, name: str) -> None:
    for start, (what, tool) in _PACKED.items():
        if data.startswith(start) and name == STDIN:
            raise Trouble(f"stdin {what}; put {tool.partition(' ')[0]} before it in the pipe")
        if data.startswith(start):
            raise Trouble(f"{name} {what}; unpack it first: {tool} {shlex.quote(name)}")


def write_text(path: Path, text: str) -> None:
    """Write a file."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Trouble(f"can't write {path}: {error.strerror}") from None


def parse_json(text: str, name: str) -> Any:
    """Return what the text of a JSON file, or of stdin, says."""
    shown = "stdin" if name == STDIN else name
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if name.lower().endswith((".yaml", ".yml")) or _YAML.search(text):
            words = "is YAML, and only JSON is read; give a template as cdk synth writes it, in cdk.out"
        else:
            words = f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        raise Trouble(f"{shown} {words}") from None
    except (ValueError, RecursionError) as error:
        raise Trouble(f"{shown} can't be read as JSON: {error}") from None
