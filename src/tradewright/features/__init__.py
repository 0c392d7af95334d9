"""What a user can do, one folder each: verbs, statements, schemas, routes, events.

Order: accounts <- brokerage <- risk <- orders <- agents <- portfolio. A feature calls another only through
what its `__init__` exports, and features form no circle.
"""
