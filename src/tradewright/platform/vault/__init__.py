"""Secrets at rest: sealed with AES-256-GCM under a named key, bound to the column and the user they belong
to.

`rotation` seals everything again under the newest key.
"""

from tradewright.platform.vault.envelope import KeyMissing, SealBroken, Vault

__all__ = ["KeyMissing", "SealBroken", "Vault"]
