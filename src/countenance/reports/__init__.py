"""Report drafts from the sound of body cameras: every sentence can be played, nothing vanishes."""
