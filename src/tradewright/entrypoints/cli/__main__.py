"""`python -m tradewright.entrypoints.cli`: how `up` starts its children, whatever is on the PATH."""

from tradewright.entrypoints.cli.app import main

main()
