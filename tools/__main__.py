"""Write every generated page and picture of docs/ anew."""

from tools import errors, guide, picture

for tool in (errors, guide, picture):
    for path, text in tool.pages().items():
        path.write_text(text, encoding="utf-8")
