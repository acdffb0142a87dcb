"""Responses, as the clients of OpenAI and Azure OpenAI send them."""
