"""Write every generated page and picture of docs/ anew."""

from tools import every_page

for path, text in every_page.pages().items():
    path.write_text(text, encoding="utf-8")
