"""Vendors' own clients, and best-known ones, spend a day at the fakes: `make validators`. See README.md."""
