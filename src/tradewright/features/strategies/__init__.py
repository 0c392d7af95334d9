"""Strategies: definitions in numbered versions that never change, and what there is to say of a draft."""
