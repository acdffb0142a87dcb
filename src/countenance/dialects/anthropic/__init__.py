"""Messages, as the clients of Anthropic send them."""
