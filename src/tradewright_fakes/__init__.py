"""Venues to rehearse on: servers on loopback that behave as Alpaca and Binance do, down to their refusals and their faults.

Here live the matching core (`matching`), what every venue's server needs (`serving`, `faults`, `admin`) and one thin skin a
venue (`alpaca`, `binance`). Not here: anything of `tradewright`. An adapter and its fake that shared code would share its
misunderstandings, so nothing here imports the product, and the product imports this only to start it from the terminal.
"""
