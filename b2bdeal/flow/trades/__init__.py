"""The trades: each is "OEM, but …"."""
