"""What `ledger verify` proves: that the chain is whole, and that everything it covers is as it was recorded."""

from app.storage.verification.earlier import fault_against
from app.storage.verification.everything import verify
from app.storage.verification.finding import Fault, first_of_each_kind

__all__ = ["Fault", "fault_against", "first_of_each_kind", "verify"]
