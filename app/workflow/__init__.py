"""The doing room: one function is one transaction is one entry in the ledger."""
