"""Reality: what the venue shows beside our books, taken in turn by turn, and what a person's answer does.

What lives here: reading a venue (`reconciler`, with `settle` beside this package), taking in what was read (`hearing`,
`looking`), what a turn's changes mean for inquiries (`noting`), a person's answers (`resolving`), executions that are taken
back or corrected (`originals`), rows and their statements (`rows`, `loading`, `queries.sql`), venues' instruments
(`instruments`). Comparing itself is pure and lives in `domain.trading.reconcile`. Nothing here sends an order of its own.
"""
