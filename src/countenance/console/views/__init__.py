"""What pages show, worked out without a request: codes, maps, differences, entries."""
