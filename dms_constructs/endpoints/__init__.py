"""Endpoints: one module per engine family, on a small base; connections and certificates."""
