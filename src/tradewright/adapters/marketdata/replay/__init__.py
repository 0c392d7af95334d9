"""Recorded bars, played as if they happened now: any CSV with timestamp and OHLCV, at any speed.

`read_csv` reads and checks a file, `recording` holds it in whole ticks, `source` plays it on the port.
"""

from tradewright.adapters.marketdata.replay.read_csv import read_recording
from tradewright.adapters.marketdata.replay.recording import Recording
from tradewright.adapters.marketdata.replay.source import ReplaySource

__all__ = ["Recording", "ReplaySource", "read_recording"]
