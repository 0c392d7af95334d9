"""What a definition decides at a bar's close: the statements of `domain.strategy.orders`, as orders to the emulator.

`plan` turns statements into numbers (which column holds which condition or level), `acting` is the machine code that reads
them. A coded strategy, or a script of another language, brings rules of its own to the same executor and emulator.
"""

from tradewright.engine.rules.acting import act_on_block
from tradewright.engine.rules.plan import RulesPlan, placed, plan_of

__all__ = ["RulesPlan", "act_on_block", "placed", "plan_of"]
