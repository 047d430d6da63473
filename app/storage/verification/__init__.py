"""What `ledger verify` proves: that the chain is whole, and that everything it covers is as it was recorded."""

from app.storage.verification.everything import verify
from app.storage.verification.finding import Fault

__all__ = ["Fault", "verify"]
