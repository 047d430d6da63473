"""The room of documents that leave the building: facts in, files out."""
