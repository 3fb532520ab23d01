"""Files that the commands read."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from dms_constructs.cli.trouble import Trouble

__all__ = ["STDIN", "parse_json", "read_text", "write_text"]

STDIN = "-"


def read_text(name: str) -> str:
    """Return what a file, or stdin, holds."""
    shown = "stdin" if name == STDIN else name
    try:
        data = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
        return data.decode(json.detect_encoding(data))
    except FileNotFoundError:
        # It may be a URL with a typing error, and those hold passwords.
        raise Trouble("there is no such file" if "@" in name else f"there is no file {name}") from None
    except OSError as error:
        raise Trouble(f"can't read {shown}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Trouble(f"can't read {shown}: it is not text in UTF-8") from None


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
        hint = "; give a template as cdk synth writes it, in cdk.out"
        raise Trouble(
            f"{shown} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
            + (hint if name.lower().endswith((".yaml", ".yml")) else "")
        ) from None
    except (ValueError, RecursionError) as error:
        raise Trouble(f"{shown} can't be read as JSON: {error}") from None
