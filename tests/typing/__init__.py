"""Code as users write it. It isn't run: `make lint` shows it to mypy and to pyright, both strict."""
