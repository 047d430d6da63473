"""The respondent's room: from a new assessment to its result."""
