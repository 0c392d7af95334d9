"""The audit's chain of hashes: what a link says, checking it against the rows, signing each day's end, files for a dispute.

Links are made by triggers of the database (migration 0016), whoever inserts. Everything that checks them is here, in Python,
and trusts none of the database's functions. `audit` records who changed what.
"""

from tradewright.platform.audit_chain.export import export_days
from tradewright.platform.audit_chain.files import verify_file
from tradewright.platform.audit_chain.findings import Finding, Verified
from tradewright.platform.audit_chain.signing import rotate_signing_key, sign_ended_days
from tradewright.platform.audit_chain.verify import verify_user

__all__ = [
    "Finding",
    "Verified",
    "export_days",
    "rotate_signing_key",
    "sign_ended_days",
    "verify_file",
    "verify_user",
]
