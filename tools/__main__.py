"""Write every generated page and picture of docs/ anew."""

from tools import (
    api_settings,
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

for tool in (
    api_settings,
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
):
    for path, text in tool.pages().items():
        path.write_text(text, encoding="utf-8")
