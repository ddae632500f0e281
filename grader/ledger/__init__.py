"""The ledger of a course: every submission that was ever handed in, what became of it, and every result."""

from grader.ledger.ledger import Ledger
from grader.ledger.models import State
from grader.ledger.receipts import Graded, Lease, Receipt, Status

__all__ = ["Graded", "Lease", "Ledger", "Receipt", "State", "Status"]
