"""The trader's own audit: what was done and what happened to orders, with the hashes that chain it.

The chain itself, its signatures and its files are in `platform.audit_chain`. The routes are in `routes.py`.
"""
