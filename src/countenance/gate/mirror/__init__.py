"""The stand-in upstream of a gate that has none: it says what reached it."""
