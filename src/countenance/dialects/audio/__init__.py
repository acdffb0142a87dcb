"""Sound: what is said in it written down, in its own language or in English."""
