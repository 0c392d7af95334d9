"""The executor: the single writer of orders, turn by turn.

What lives here: shard leases and fencing (`shards`), users changing hands (`handing_over`), loading one user's books
(`opening`, `connecting`, `loader`, `controls`), the queue of signals (`pending`), the turn (`turn`) with its pure step from
inputs to writes (`drafting`) and its one commit (`commit`), talking to venues (`venues`), looking at what they really hold
(`reconcile`, `settle`), periodic rounds (`rounds`), and the loop that drives them (`loop`). Deciding itself is in
`tradewright.domain.trading`.
"""
