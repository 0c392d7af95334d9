"""The pure step of a turn: from one user's books, what venues said and signals, to a batch of writes and effects.

What lives here: the draft of a user's books (`draft`), taking in what venues said (`hearing`), carrying out what the planner
decided (`deciding`), and what is to be done once the commit stands (`effects`). Nothing here waits, reads a clock or writes.
"""
