"""The room where people come in and go out, and choose their language."""
