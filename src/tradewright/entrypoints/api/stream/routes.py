"""`/stream`: who may connect, and handing the socket to its conversation."""

from __future__ import annotations

from fastapi import APIRouter, WebSocket

from tradewright.entrypoints.api.middleware.authentication import Doorman
from tradewright.entrypoints.api.stream.hub import Hub
from tradewright.entrypoints.api.stream.outlet import CLOSE_UNAUTHENTICATED
from tradewright.entrypoints.api.stream.socket import StreamSocket
from tradewright.features.accounts import is_still_valid
from tradewright.kernel.errors import Denied, TradewrightError, Unauthenticated
from tradewright.platform.context import TraderActor

router = APIRouter()


@router.websocket("/stream")
async def stream(websocket: WebSocket) -> None:
    """Authenticate by cookie or Bearer key, never by a token in the address: addresses end up in logs."""
    doorman: Doorman = websocket.app.state.doorman
    hub: Hub = websocket.app.state.hub
    scope = websocket.scope
    try:
        doorman.check_origin(scope)
        visit = doorman.visit(scope)
        identity = await doorman.identify(scope, visit)
        if identity is None:
            raise Unauthenticated("Sign in, or send an API key.")
        doorman.context(visit, identity).require("read")
    except (Unauthenticated, Denied) as error:
        await _refuse(websocket, error)
        return
    actor = identity.actor
    session_key = str(actor.session_id if isinstance(actor, TraderActor) else actor.api_key_id)
    outlet = hub.attach(identity.user_id, session_key=session_key)
    try:
        await websocket.accept()
        talk = StreamSocket(
            websocket,
            hub,
            visit.bus,
            outlet,
            still_allowed=lambda: is_still_valid(visit.db, identity, now=visit.now),
        )
        await talk.run()
    finally:
        hub.detach(outlet)


async def _refuse(websocket: WebSocket, error: TradewrightError) -> None:
    """Close with a code that a browser can read, which it could not if the handshake failed."""
    if isinstance(error, Unauthenticated):
        await websocket.accept()
        await websocket.close(CLOSE_UNAUTHENTICATED, error.detail)
    else:
        await websocket.close(1008, error.detail)
