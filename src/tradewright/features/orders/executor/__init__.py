"""The executor: the single writer of orders, turn by turn.

What lives here: shard leases and fencing (`shards`), loading one user's books (`loader`), the pure step from inputs to
writes (`desk`), the one commit of a turn (`commit`), talking to venues (`venues`), settling what a crash or a timeout left
open (`settle`), and the loop that drives them (`loop`). Deciding itself is in `tradewright.domain.trading`.
"""
