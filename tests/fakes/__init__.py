"""The fake venues themselves: their matching core, each skin's rules, and that faults repeat by their seed."""
