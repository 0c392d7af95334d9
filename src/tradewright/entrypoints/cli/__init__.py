"""The terminal: `tradewright …`. Each command is a module in this folder; heavy imports wait until one is called."""

from tradewright.entrypoints.cli.app import main

__all__ = ["main"]
