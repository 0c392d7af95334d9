"""PostgreSQL: the pool, transactions that know whom they act for, named statements, and migrations.

Holds no statement of any feature. `Database` is the only way to a connection, and it hands out transactions
only: what a transaction may see is decided by its role's grants and by row-level security, not by careful
callers.
"""

from tradewright.platform.db.database import Database, DatabaseGone, Tx, advisory_xact_lock
from tradewright.platform.db.login import ROLES, Role, role_dsn
from tradewright.platform.db.statements import statements

__all__ = ["ROLES", "Database", "DatabaseGone", "Role", "Tx", "advisory_xact_lock", "role_dsn", "statements"]
