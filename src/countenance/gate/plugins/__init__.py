"""How others ask the gate that do not send their calls through it."""
