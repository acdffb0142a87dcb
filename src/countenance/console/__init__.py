"""The pages of a gate for people: those who review, decide, operate, audit, and everybody."""
