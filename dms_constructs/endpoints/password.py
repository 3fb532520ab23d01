"""Characters that a generated password should leave out."""

from __future__ import annotations

from dms_constructs import facts

__all__ = ["PASSWORD_EXCLUDE_CHARACTERS"]

# What databases refuse, or what needs quoting in connection strings; aws_rds leaves out the same by default.
_DATABASE = " %+~`#$&*()|[]{}:;<>?!'/@\"\\"
_DMS: str = facts.engines()["password_forbidden_characters"]["value"]

PASSWORD_EXCLUDE_CHARACTERS: str = _DATABASE + "".join(character for character in _DMS if character not in _DATABASE)
"""What to leave out of a generated password so that both the database and DMS take it.

Source: the DMS User Guide, page security_iam_secretsmanager.
"""
