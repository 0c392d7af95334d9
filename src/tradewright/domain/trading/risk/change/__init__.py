"""The smallest change that would turn a denial into an approval: less of it, later, at another price, or another setting.

Each rule's own inverse proposes; deciding again disposes: what is returned has been tried. Several rules may deny at once,
so there may be several changes, all of them needed.
"""

from tradewright.domain.trading.risk.change.find import change_document, smallest_change
from tradewright.domain.trading.risk.change.world import Change, World

__all__ = ["Change", "World", "change_document", "smallest_change"]
