"""Wire formats: the bytes of OpenAI and Azure OpenAI, to and from a `Call`."""

__all__: list[str] = []
