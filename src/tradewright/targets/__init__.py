"""Strategies as other platforms read them (`pine`), and the comparison of what they then trade (`parity`).

A definition comes in, an artefact goes out; nothing here runs a strategy or talks to anyone.
"""
