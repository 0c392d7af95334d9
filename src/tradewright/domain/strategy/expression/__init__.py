"""The expression language: text → tree → text, and what a tree means before it is run. No Python is ever evaluated."""
