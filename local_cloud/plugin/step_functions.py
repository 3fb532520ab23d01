"""
Step Functions' calls of DMS (`arn:aws:states:::aws-sdk:databasemigration:startReplicationTask` and the like).

Its errors have the prefix that the Step Functions Developer Guide gives for the service ("Learning to use AWS service
SDK integrations": `DatabaseMigration`), and the names of AWS's SDK for Java 2.x: `...Fault` becomes `...Exception`, and
what the API's model doesn't declare is the exception of the service as a whole.
"""

from __future__ import annotations

import re

from local_cloud.plugin import inside, model

__all__ = ["install"]

_SERVICE = "databasemigration"
_PREFIX = "DatabaseMigration"
# The codes of this DMS that the model doesn't declare.
_UNDECLARED = (
    "InvalidAction",
    "InvalidParameterCombinationException",
    "InvalidParameterValueException",
    "UnknownOperationException",
    "ValidationException",
)


def install() -> None:
    """Register the service with MiniStack's Step Functions."""
    inside.SDK_INTEGRATIONS[_SERVICE] = {
        "target_prefix": model.TARGET_PREFIX,
        "protocol": "json",
        "service_key": "dms",
    }
    inside.SDK_ERROR_PREFIXES[_SERVICE] = _PREFIX
    inside.SDK_ERROR_NAMES[_SERVICE] = {code: _java_name(code) for code in model.fault_codes()} | dict.fromkeys(
        _UNDECLARED, f"{_PREFIX}Exception"
    )


def _java_name(code: str) -> str:
    """Spell a fault as the SDK for Java does: `KMSKeyNotAccessibleFault` is `KmsKeyNotAccessibleException`."""
    name = code.removesuffix("Fault") + "Exception"
    return re.sub(r"([A-Z])([A-Z]+)(?=[A-Z][a-z])", lambda found: found[1] + found[2].lower(), name)
