"""Every endpoint of the product with the people it is for; an endpoint that is not here fails the tests."""

from __future__ import annotations

from enum import StrEnum


class Audience(StrEnum):
    """Who gets anything from an endpoint; everybody else is asked to sign in, or is told that there is nothing."""

    EVERYONE = "anyone, signed in or not"
    SIGNED_IN = "anyone who is signed in"
    RESPONDENTS = "respondents, each for their own assessments"
    READERS = "those who may read the assessment: its owner, reviewers, stewards and auditors"
    REVIEWERS = "those who review"


ENDPOINTS: dict[str, Audience] = {}
