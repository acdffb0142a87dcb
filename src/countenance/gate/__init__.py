"""The gate: one walk from the bytes of a call to the bytes of an answer."""
