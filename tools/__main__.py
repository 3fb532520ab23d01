"""Write every generated page and picture of docs/ anew."""

from tools import decisions, errors, faults, guide, picture

for tool in (decisions, errors, faults, guide, picture):
    for path, text in tool.pages().items():
        path.write_text(text, encoding="utf-8")
