"""Scripts that write what is generated: `python -m tools` writes all of it anew."""
