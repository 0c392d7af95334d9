"""How adapters talk to a venue: requests whose fate is known, rate limits with priorities, a clock offset, healing streams.

Nothing here knows a venue, retries a mutation or decides what an answer means: that is each adapter's `errors.py`.
"""

from tradewright.adapters.brokers.transport.answers import Answer, NoAnswer, NotSent, Reply, Unreadable
from tradewright.adapters.brokers.transport.buckets import Buckets, Limited, Priority, Rate
from tradewright.adapters.brokers.transport.clock_offset import ClockOffset
from tradewright.adapters.brokers.transport.digits import dump_json, load_json
from tradewright.adapters.brokers.transport.fan_out import FanOut
from tradewright.adapters.brokers.transport.http import Http, Timeouts
from tradewright.adapters.brokers.transport.stream import Dial, Line, Stream, StreamRefused, StreamTimes, Wire

__all__ = [
    "Answer",
    "Buckets",
    "ClockOffset",
    "Dial",
    "FanOut",
    "Http",
    "Limited",
    "Line",
    "NoAnswer",
    "NotSent",
    "Priority",
    "Rate",
    "Reply",
    "Stream",
    "StreamRefused",
    "StreamTimes",
    "Timeouts",
    "Unreadable",
    "Wire",
    "dump_json",
    "load_json",
]
