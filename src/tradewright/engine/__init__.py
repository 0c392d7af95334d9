"""The numeric core: kernels, the block executor, the broker emulator, the report and the optimiser.

float64 lives here and nowhere else; the domain's Decimals are converted at this room's edge.
"""
