"""What an operator can set: names, types, defaults, where a value came from, and what production insists on.

`fields.py` is the one list (docs/reference/settings.md is made from it), `load.py` reads environment and
file, `production.py` has the rules that only hold in production. Nothing outside this package reads the
environment.
"""

from tradewright.platform.settings.errors import Problem, SettingsError
from tradewright.platform.settings.fields import Settings, VaultKey
from tradewright.platform.settings.load import ENV_PREFIX, find_unknown_names, load_settings

__all__ = [
    "ENV_PREFIX",
    "Problem",
    "Settings",
    "SettingsError",
    "VaultKey",
    "find_unknown_names",
    "load_settings",
]
