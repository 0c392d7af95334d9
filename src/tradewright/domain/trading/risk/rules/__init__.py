"""The rules, by what they look at: switches, markets, times, pace, loss, counts, exposure.

A rule is a function from a `Question` to a `Verdict`, or to None where its scope sets no such limit or it does not concern
the order. It denies when what it needs is missing.
"""
