"""Two authorities that sign nobody's certificate, as text in PEM."""

from pathlib import Path

__all__ = ["OTHER_PEM", "PEM"]

_TESTS = Path(__file__).parent
PEM = (_TESTS / "project" / "files" / "ca.pem").read_text(encoding="utf-8")
OTHER_PEM = (_TESTS / "stacks" / "data" / "rds-ca.pem").read_text(encoding="utf-8")
