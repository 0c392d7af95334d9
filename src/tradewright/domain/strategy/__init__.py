"""What a strategy is: its document, the expression language, the library's types, and what can be said without running it.

Pure: no numbers are crunched here. `tradewright.engine` runs a definition, `tradewright.targets` renders it.
"""
