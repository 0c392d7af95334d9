"""Fakes and builders, typed and shipped like any code, so that users can test what they build on top of us.

Production code never imports this room.
"""
