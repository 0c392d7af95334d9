"""The built-in paper venue: fills orders against live quotes, and keeps its books like a broker would.

`matching` decides (pure), `writer` commits and tells, `venue` holds the accounts, `broker` is the port for one
account. To the rest of the product its tables are what a broker's own database is: nothing outside this
package reads them.
"""

from tradewright.adapters.brokers.paper.broker import PaperBroker
from tradewright.adapters.brokers.paper.config import PaperConfig, parse_config
from tradewright.adapters.brokers.paper.venue import PaperVenue, Quotes
from tradewright.adapters.brokers.paper.writer import Fence, Sink

__all__ = ["Fence", "PaperBroker", "PaperConfig", "PaperVenue", "Quotes", "Sink", "parse_config"]
