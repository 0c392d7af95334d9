"""The gateway's face: the FastAPI application, its middleware, problems, the WebSocket, the browser app's files.

Knows HTTP and nothing of trading: features bring their own routers, `wiring.py` hands everything in.
"""

from tradewright.entrypoints.api.app import create_app

__all__ = ["create_app"]
