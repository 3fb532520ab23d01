"""Write every generated page and picture of docs/ anew."""

from tools import (
    decisions,
    engines,
    errors,
    faults,
    guide,
    monitoring,
    picture,
    premigration,
    prerequisites,
    state_table,
)

for tool in (decisions, engines, errors, faults, guide, monitoring, picture, premigration, prerequisites, state_table):
    for path, text in tool.pages().items():
        path.write_text(text, encoding="utf-8")
