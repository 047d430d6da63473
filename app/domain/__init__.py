"""The thinking room: pure and deterministic, without Flask, database, clock or files."""
