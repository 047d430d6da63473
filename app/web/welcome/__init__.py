"""The room at the door: what this is, help, and whether the house stands."""
