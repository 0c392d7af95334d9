"""Instruments, signals, orders and their life cycle, executions, positions, sizing and risk rules.

Every decision here is a function of its arguments; ports (`Protocol`s) that the outside implements stand
beside the words they speak.
"""
