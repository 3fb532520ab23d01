"""Which tool moves a database best: a few facts in, a ranked list with reasons out."""

from dms_constructs.advice.advice import Advice
from dms_constructs.advice.advising import advise
from dms_constructs.advice.parts import AdvicePoint, AdvisedTool, OpenQuestion
from dms_constructs.advice.situation import DatabasePlace, MigrationPurpose

__all__ = ["Advice", "AdvicePoint", "AdvisedTool", "DatabasePlace", "MigrationPurpose", "OpenQuestion", "advise"]
