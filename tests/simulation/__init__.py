"""Executor, risk and order life cycle under a virtual clock against a scripted venue: no I/O, a story a seed."""
