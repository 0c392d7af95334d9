"""API keys: make one (shown once), list them, revoke one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from tradewright.features.accounts import store, tokens
from tradewright.features.accounts.errors import ApiKeyNotFound, ApiKeysExhausted
from tradewright.features.accounts.store import ApiKey
from tradewright.kernel.ids import ApiKeyId
from tradewright.platform import audit, outbox
from tradewright.platform.context import Context, Scope
from tradewright.platform.db import Tx, advisory_xact_lock
from tradewright.platform.outbox import Event

KEYS_MAX = 50
"""Keys a trader may hold at once: far more than people need, far fewer than a runaway script makes."""


async def create_api_key(cx: Context, *, name: str, scopes: Collection[Scope]) -> tuple[ApiKey, str]:
    """Return the new key and its text, which nobody can see again. Raises ApiKeysExhausted."""
    prefix, text = tokens.new_api_key()
    key = ApiKey(
        api_key_id=ApiKeyId(cx.new_id()),
        name=name.strip(),
        prefix=prefix,
        scopes=tuple(sorted(set(scopes))),
        created_at=cx.now,
        last_used_at=None,
    )
    async with cx.transaction() as tx:
        await advisory_xact_lock(tx, "api_keys", cx.user_id)
        if await store.count_api_keys(tx, cx.user_id) >= KEYS_MAX:
            raise ApiKeysExhausted(
                "Revoke a key you no longer use first.", limit="api_keys", maximum=KEYS_MAX
            )
        await store.insert_api_key(tx, cx.user_id, key, key_hash=tokens.token_hash(text))
        await _tell(cx, tx, key, action="api_key.created", status="active")
    await outbox.wake(cx.bus)
    return key, text


async def list_api_keys(cx: Context) -> list[ApiKey]:
    """Return the keys that are not revoked, newest first."""
    async with cx.transaction() as tx:
        return await store.list_api_keys(tx, cx.user_id)


async def revoke_api_key(cx: Context, api_key_id: UUID) -> None:
    """End the key: the next request with it is refused. Raises ApiKeyNotFound."""
    async with cx.transaction() as tx:
        key = await store.revoke_api_key(tx, cx.user_id, api_key_id, now=cx.now)
        if key is None:
            raise ApiKeyNotFound("There is no such API key.")
        await _tell(cx, tx, key, action="api_key.revoked", status="revoked")
    await outbox.wake(cx.bus)


async def _tell(cx: Context, tx: Tx, key: ApiKey, *, action: str, status: str) -> None:
    facts: dict[str, Any] = {
        "name": key.name,
        "prefix": key.prefix,
        "scopes": list(key.scopes),
        "status": status,
    }
    await audit.record(tx, cx, action=action, subject=f"api_key:{key.api_key_id}", after=facts)
    await outbox.add(tx, cx.user_id, [Event("api_key.changed", {"api_key_id": str(key.api_key_id), **facts})])
