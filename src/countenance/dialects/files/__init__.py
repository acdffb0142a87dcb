"""Files that a service stores: looked at when they go up, named by their ids afterwards."""
