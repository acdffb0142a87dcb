"""Trying the gate on a copy of the traffic: what it came to, and examples to judge."""
