"""The commands that tell people what the record says, and the pages that they write."""
