"""How well drafts and the check do on recordings whose words are known."""
