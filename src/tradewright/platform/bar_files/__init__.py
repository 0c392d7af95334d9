"""Bars in files."""
