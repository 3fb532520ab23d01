"""What the constructs cost over hand-written L1 code; run by `make bench`."""
