"""Findings about the rules of a mapping, alone, together, and with the tables of a source."""
