"""The settings of a gate: one table of a TOML file in each module."""
