"""The room of the auditor: everything that happened, verified and exported."""
