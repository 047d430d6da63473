"""Tests of the documents that leave the building."""
