"""The room of letters: what people are told by mail, written in their language and taken to the mail server."""
