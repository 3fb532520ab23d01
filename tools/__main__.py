"""Write every generated page and picture of docs/ anew."""

from tools import decisions, errors, guide, monitoring, picture

for tool in (decisions, errors, guide, monitoring, picture):
    for path, text in tool.pages().items():
        path.write_text(text, encoding="utf-8")
