"""How much a definition may hold: far more than anyone writes, little enough to read and check at once."""

INPUTS_MAX, OPTIONS_MAX = 64, 64
SERIES_MAX, COMPONENTS_MAX = 200, 64
GROUP_DEPTH_MAX, GROUP_ITEMS_MAX = 16, 64
TARGETS_MAX, SESSIONS_MAX = 10, 16
