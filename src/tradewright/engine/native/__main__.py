"""`python -m tradewright.engine.native`: make the machine code that this machine lacks, with a progress bar."""

from tradewright.engine.native.warming import main

if __name__ == "__main__":
    main()
