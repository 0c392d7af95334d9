"""One folder for each thing outside: brokers, market data, messaging. Implements the ports of the domain.

An adapter translates and transports. It decides nothing about orders and never imports a feature.
"""
