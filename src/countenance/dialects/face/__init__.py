"""The Face service of Azure: search for faces, comparisons by id, and galleries."""
