"""How tasks start, change and end by deployment."""
