"""What `matrix check` proves of a matrix beyond its spelling: each finding with the place it is about."""

from app.domain.checking.checks import check, faults
from app.domain.checking.colours import contrast
from app.domain.checking.finding import Finding

__all__ = ["Finding", "check", "contrast", "faults"]
