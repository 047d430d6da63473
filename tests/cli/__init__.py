"""Tests of the operator's room."""
