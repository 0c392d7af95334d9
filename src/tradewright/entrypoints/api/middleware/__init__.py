"""What every request passes, outermost first: telling, headers, size, who, how often, once.

Plain ASGI, so that streams stream and a WebSocket costs nothing; each is one idea in one file.
"""
