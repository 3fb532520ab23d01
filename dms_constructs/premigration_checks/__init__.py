"""The checks of AWS's premigration assessment, decided before anything is deployed."""

from dms_constructs.premigration_checks.deciding import premigration
from dms_constructs.premigration_checks.report import PremigrationReport
from dms_constructs.premigration_checks.verdict import PremigrationCheck, PremigrationVerdict

__all__ = ["PremigrationCheck", "PremigrationReport", "PremigrationVerdict", "premigration"]
