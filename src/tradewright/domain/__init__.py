"""The pure core that decides: trading words, rules and life cycles, with no framework, driver or clock.

What talks to the world lives in `platform` and `adapters`; what a user can ask for lives in `features`.
"""
