// Made by scripts/gen_report_client.py from src/tradewright/engine/report/; never edited by hand.

export type Report = {
  readonly schema: "tradewright.report/1";
  readonly provenance: {
    readonly bars: number;
    readonly gaps: number;
    readonly missing_bars: number;
    readonly warmup_bars: number;
    readonly name: string;
    readonly source: string;
    readonly symbol: string;
    readonly timeframe: string;
    readonly timezone: string;
    readonly session: string;
    readonly data_hash: string;
    readonly engine_version: string;
    readonly intrabar: string | null;
    readonly definition_hash: string | null;
    readonly run_id: string | null;
    readonly from: string | null;
    readonly to: string | null;
    readonly fill_mode: string | number | boolean | null;
    readonly slippage_ticks: string | number | boolean | null;
    readonly pyramiding: string | number | boolean | null;
    readonly initial_capital: string;
    readonly tick: string;
    readonly commission: {
      readonly mode: string | number | boolean | null;
      readonly value: string | number | boolean | null;
    };
    readonly sizing: {
      readonly mode: string | number | boolean | null;
      readonly value: string | number | boolean | null;
    };
    readonly inputs: Readonly<Record<string, string | number | boolean | null>>;
  };
  readonly summary: {
    readonly all: {
      readonly net_profit: string | null;
      readonly net_profit_percent: string | null;
      readonly gross_profit: string | null;
      readonly gross_profit_percent: string | null;
      readonly gross_loss: string | null;
      readonly gross_loss_percent: string | null;
      readonly open_profit: string | null;
      readonly open_profit_percent: string | null;
      readonly commission_paid: string | null;
      readonly slippage_cost: string | null;
      readonly profit_factor: string | null;
      readonly payoff_ratio: string | null;
      readonly expectancy: string | null;
      readonly expectancy_r: string | null;
      readonly trades_total: number | null;
      readonly trades_open: number | null;
      readonly trades_won: number | null;
      readonly trades_lost: number | null;
      readonly trades_even: number | null;
      readonly percent_profitable: string | null;
      readonly average_trade: string | null;
      readonly average_trade_percent: string | null;
      readonly median_trade: string | null;
      readonly average_win: string | null;
      readonly average_win_percent: string | null;
      readonly average_loss: string | null;
      readonly average_loss_percent: string | null;
      readonly median_win: string | null;
      readonly median_loss: string | null;
      readonly largest_win: string | null;
      readonly largest_win_percent: string | null;
      readonly largest_win_share: string | null;
      readonly largest_loss: string | null;
      readonly largest_loss_percent: string | null;
      readonly largest_loss_share: string | null;
      readonly average_bars: string | null;
      readonly average_bars_won: string | null;
      readonly average_bars_lost: string | null;
      readonly streak_won: number | null;
      readonly streak_lost: number | null;
      readonly mfe_average: string | null;
      readonly mae_average: string | null;
      readonly mfe_max: string | null;
      readonly mae_max: string | null;
      readonly contracts_held_max: string | null;
      readonly exposure: string | null;
      readonly sqn: string | null;
      readonly t_statistic: string | null;
      readonly p_value: string | null;
    };
    readonly long: {
      readonly net_profit: string | null;
      readonly net_profit_percent: string | null;
      readonly gross_profit: string | null;
      readonly gross_profit_percent: string | null;
      readonly gross_loss: string | null;
      readonly gross_loss_percent: string | null;
      readonly open_profit: string | null;
      readonly open_profit_percent: string | null;
      readonly commission_paid: string | null;
      readonly slippage_cost: string | null;
      readonly profit_factor: string | null;
      readonly payoff_ratio: string | null;
      readonly expectancy: string | null;
      readonly expectancy_r: string | null;
      readonly trades_total: number | null;
      readonly trades_open: number | null;
      readonly trades_won: number | null;
      readonly trades_lost: number | null;
      readonly trades_even: number | null;
      readonly percent_profitable: string | null;
      readonly average_trade: string | null;
      readonly average_trade_percent: string | null;
      readonly median_trade: string | null;
      readonly average_win: string | null;
      readonly average_win_percent: string | null;
      readonly average_loss: string | null;
      readonly average_loss_percent: string | null;
      readonly median_win: string | null;
      readonly median_loss: string | null;
      readonly largest_win: string | null;
      readonly largest_win_percent: string | null;
      readonly largest_win_share: string | null;
      readonly largest_loss: string | null;
      readonly largest_loss_percent: string | null;
      readonly largest_loss_share: string | null;
      readonly average_bars: string | null;
      readonly average_bars_won: string | null;
      readonly average_bars_lost: string | null;
      readonly streak_won: number | null;
      readonly streak_lost: number | null;
      readonly mfe_average: string | null;
      readonly mae_average: string | null;
      readonly mfe_max: string | null;
      readonly mae_max: string | null;
      readonly contracts_held_max: string | null;
      readonly exposure: string | null;
      readonly sqn: string | null;
      readonly t_statistic: string | null;
      readonly p_value: string | null;
    };
    readonly short: {
      readonly net_profit: string | null;
      readonly net_profit_percent: string | null;
      readonly gross_profit: string | null;
      readonly gross_profit_percent: string | null;
      readonly gross_loss: string | null;
      readonly gross_loss_percent: string | null;
      readonly open_profit: string | null;
      readonly open_profit_percent: string | null;
      readonly commission_paid: string | null;
      readonly slippage_cost: string | null;
      readonly profit_factor: string | null;
      readonly payoff_ratio: string | null;
      readonly expectancy: string | null;
      readonly expectancy_r: string | null;
      readonly trades_total: number | null;
      readonly trades_open: number | null;
      readonly trades_won: number | null;
      readonly trades_lost: number | null;
      readonly trades_even: number | null;
      readonly percent_profitable: string | null;
      readonly average_trade: string | null;
      readonly average_trade_percent: string | null;
      readonly median_trade: string | null;
      readonly average_win: string | null;
      readonly average_win_percent: string | null;
      readonly average_loss: string | null;
      readonly average_loss_percent: string | null;
      readonly median_win: string | null;
      readonly median_loss: string | null;
      readonly largest_win: string | null;
      readonly largest_win_percent: string | null;
      readonly largest_win_share: string | null;
      readonly largest_loss: string | null;
      readonly largest_loss_percent: string | null;
      readonly largest_loss_share: string | null;
      readonly average_bars: string | null;
      readonly average_bars_won: string | null;
      readonly average_bars_lost: string | null;
      readonly streak_won: number | null;
      readonly streak_lost: number | null;
      readonly mfe_average: string | null;
      readonly mae_average: string | null;
      readonly mfe_max: string | null;
      readonly mae_max: string | null;
      readonly contracts_held_max: string | null;
      readonly exposure: string | null;
      readonly sqn: string | null;
      readonly t_statistic: string | null;
      readonly p_value: string | null;
    };
  };
  readonly risk: {
    readonly drawdown_max: string | null;
    readonly drawdown_max_percent: string | null;
    readonly drawdown_max_start: string | null;
    readonly drawdown_max_trough: string | null;
    readonly drawdown_max_recovery: string | null;
    readonly drawdown_max_duration: number | null;
    readonly drawdown_intrabar: string | null;
    readonly drawdown_intrabar_percent: string | null;
    readonly runup_max: string | null;
    readonly runup_max_percent: string | null;
    readonly runup_intrabar: string | null;
    readonly runup_intrabar_percent: string | null;
    readonly drawdown_average_percent: string | null;
    readonly drawdown_count: number | null;
    readonly under_water: string | null;
    readonly under_water_longest: number | null;
    readonly ulcer_index: string | null;
    readonly equity_highest: string | null;
    readonly equity_lowest: string | null;
    readonly volatility_daily: string | null;
    readonly volatility_annual: string | null;
    readonly var_95: string | null;
    readonly var_99: string | null;
    readonly cvar_95: string | null;
    readonly cvar_99: string | null;
    readonly day_best: string | null;
    readonly day_worst: string | null;
    readonly week_best: string | null;
    readonly week_worst: string | null;
    readonly month_best: string | null;
    readonly month_worst: string | null;
    readonly leverage_peak: string | null;
    readonly margin_calls: number | null;
    readonly orders_rejected: number | null;
    readonly orders_expired: number | null;
  };
  readonly ratios: {
    readonly sharpe: string | null;
    readonly sortino: string | null;
    readonly sharpe_daily: string | null;
    readonly sortino_daily: string | null;
    readonly return_total: string | null;
    readonly cagr: string | null;
    readonly buy_hold: string | null;
    readonly buy_hold_percent: string | null;
    readonly outperformance: string | null;
    readonly market_change: string | null;
    readonly calmar: string | null;
    readonly omega: string | null;
    readonly recovery_factor: string | null;
    readonly martin: string | null;
    readonly sharpe_probabilistic: string | null;
    readonly sharpe_deflated: string | null;
    readonly trials: number | null;
    readonly days_count: number | null;
  };
  readonly undefined: Readonly<Record<string, string>>;
  readonly trades: ReadonlyArray<{
    readonly number: number;
    readonly side: "long" | "short";
    readonly entry_time: string;
    readonly entry_price: string;
    readonly exit_time: string;
    readonly exit_price: string;
    readonly quantity: string;
    readonly profit: string;
    readonly entry_id: string;
    readonly exit_id: string;
    readonly entry_bar: number;
    readonly exit_bar: number;
    readonly bars: number;
    readonly value: string;
    readonly profit_percent: string;
    readonly cumulative_profit: string;
    readonly mfe: string;
    readonly mae: string;
    readonly commission: string;
    readonly slippage: string;
    readonly r: string | null;
    readonly exit_reason: string;
    readonly orders: ReadonlyArray<number>;
  }>;
  readonly open_trades: ReadonlyArray<{
    readonly number: number;
    readonly side: "long" | "short";
    readonly entry_time: string;
    readonly entry_price: string;
    readonly exit_time: null;
    readonly exit_price: null;
    readonly quantity: string;
    readonly profit: string;
    readonly entry_id: string;
    readonly exit_id: null;
    readonly entry_bar: number;
    readonly exit_bar: null;
    readonly bars: number;
    readonly value: string;
    readonly profit_percent: string;
    readonly cumulative_profit: null;
    readonly mfe: string;
    readonly mae: string;
    readonly commission: string;
    readonly slippage: string;
    readonly r: string | null;
    readonly exit_reason: null;
    readonly orders: ReadonlyArray<number>;
  }>;
  readonly orders: ReadonlyArray<{
    readonly number: number;
    readonly id: string;
    readonly kind: string;
    readonly side: string;
    readonly quantity: string;
    readonly price: string | null;
    readonly placed_bar: number;
    readonly placed_time: string;
    readonly status: "filled" | "cancelled" | "rejected" | "expired" | "working";
    readonly done_bar: number | null;
    readonly done_time: string | null;
    readonly reason: string;
  }>;
  readonly refusals: ReadonlyArray<{
    readonly status: string;
    readonly reason: string;
    readonly orders: number;
  }>;
  readonly equity: {
    readonly bars: number;
    readonly points: number;
    readonly time: ReadonlyArray<string>;
    readonly equity: ReadonlyArray<string>;
    readonly drawdown: ReadonlyArray<string>;
    readonly drawdown_percent: ReadonlyArray<string>;
    readonly benchmark: ReadonlyArray<string>;
  };
  readonly monthly: ReadonlyArray<{
    readonly period: string;
    readonly profit: string;
    readonly return_percent: string | null;
    readonly equity: string;
  }>;
  readonly annual: ReadonlyArray<{
    readonly period: string;
    readonly profit: string;
    readonly return_percent: string | null;
    readonly equity: string;
  }>;
  readonly drawdowns: ReadonlyArray<{
    readonly start: string;
    readonly trough: string;
    readonly recovery: string | null;
    readonly depth: string;
    readonly depth_percent: string;
    readonly peak: string;
    readonly bars: number;
    readonly seconds: number;
    readonly fall_seconds: number;
    readonly recovery_seconds: number | null;
  }>;
  readonly by: {
    readonly entry_tag: ReadonlyArray<{
      readonly key: string;
      readonly trades: number;
      readonly won: number;
      readonly percent_profitable: string;
      readonly profit: string;
      readonly average: string;
      readonly profit_factor: string | null;
    }>;
    readonly exit_reason: ReadonlyArray<{
      readonly key: string;
      readonly trades: number;
      readonly won: number;
      readonly percent_profitable: string;
      readonly profit: string;
      readonly average: string;
      readonly profit_factor: string | null;
    }>;
    readonly weekday: ReadonlyArray<{
      readonly key: string;
      readonly trades: number;
      readonly won: number;
      readonly percent_profitable: string;
      readonly profit: string;
      readonly average: string;
      readonly profit_factor: string | null;
    }>;
    readonly hour: ReadonlyArray<{
      readonly key: string;
      readonly trades: number;
      readonly won: number;
      readonly percent_profitable: string;
      readonly profit: string;
      readonly average: string;
      readonly profit_factor: string | null;
    }>;
    readonly month: ReadonlyArray<{
      readonly key: string;
      readonly trades: number;
      readonly won: number;
      readonly percent_profitable: string;
      readonly profit: string;
      readonly average: string;
      readonly profit_factor: string | null;
    }>;
    readonly holding: ReadonlyArray<{
      readonly key: string;
      readonly trades: number;
      readonly won: number;
      readonly percent_profitable: string;
      readonly profit: string;
      readonly average: string;
      readonly profit_factor: string | null;
    }>;
  };
  readonly robustness: {
    readonly monte_carlo: {
      readonly runs: number;
      readonly seed: number;
      readonly trade_order: {
        readonly net_profit: {
          readonly p5: string;
          readonly p50: string;
          readonly p95: string;
        };
        readonly drawdown_percent: {
          readonly p5: string;
          readonly p50: string;
          readonly p95: string;
        };
      };
      readonly skipped_trades: {
        readonly probability: string;
        readonly net_profit: {
          readonly p5: string;
          readonly p50: string;
          readonly p95: string;
        };
        readonly drawdown_percent: {
          readonly p5: string;
          readonly p50: string;
          readonly p95: string;
        };
      };
    } | null;
    readonly costs: {
      readonly note: string;
      readonly scenarios: ReadonlyArray<{
        readonly fee_factor: string;
        readonly slippage_ticks: number;
        readonly net_profit: string;
        readonly net_profit_percent: string;
        readonly profit_factor: string | null;
      }>;
    };
    readonly samples: {
      readonly split: string;
      readonly in_sample: {
        readonly trades: number;
        readonly net_profit: string;
        readonly average: string | null;
        readonly percent_profitable: string | null;
        readonly profit_factor: string | null;
      };
      readonly out_of_sample: {
        readonly trades: number;
        readonly net_profit: string;
        readonly average: string | null;
        readonly percent_profitable: string | null;
        readonly profit_factor: string | null;
      };
    } | null;
    readonly sensitivity: Readonly<Record<string, unknown>> | null;
  };
};

/** What each figure is, in the order they are told; formulas as the reference page prints them. */
export const figures = {
  "summary": {
    "net_profit": {
      "title": "Net profit",
      "unit": "money",
      "formula": "sum of the closed trades' profits, after commission"
    },
    "net_profit_percent": {
      "title": "Net profit",
      "unit": "percent",
      "formula": "100 × net profit / initial capital"
    },
    "gross_profit": {
      "title": "Gross profit",
      "unit": "money",
      "formula": "sum of the profits of winning trades"
    },
    "gross_profit_percent": {
      "title": "Gross profit",
      "unit": "percent",
      "formula": "100 × gross profit / initial capital"
    },
    "gross_loss": {
      "title": "Gross loss",
      "unit": "money",
      "formula": "sum of the profits of losing trades (negative)"
    },
    "gross_loss_percent": {
      "title": "Gross loss",
      "unit": "percent",
      "formula": "100 × gross loss / initial capital"
    },
    "open_profit": {
      "title": "Open profit",
      "unit": "money",
      "formula": "profit of positions still open, at the last close"
    },
    "open_profit_percent": {
      "title": "Open profit",
      "unit": "percent",
      "formula": "100 × open profit / initial capital"
    },
    "commission_paid": {
      "title": "Commission paid",
      "unit": "money",
      "formula": "sum of both sides' commission, of closed and open trades"
    },
    "slippage_cost": {
      "title": "Slippage cost",
      "unit": "money",
      "formula": "sum over fills of |price filled − price due| × quantity × point value"
    },
    "profit_factor": {
      "title": "Profit factor",
      "unit": "ratio",
      "formula": "gross profit / −gross loss"
    },
    "payoff_ratio": {
      "title": "Payoff ratio",
      "unit": "ratio",
      "formula": "average winner / −average loser (TradingView: ratio avg win / avg loss)"
    },
    "expectancy": {
      "title": "Expectancy",
      "unit": "money",
      "formula": "share won × average winner + share lost × average loser"
    },
    "expectancy_r": {
      "title": "Expectancy",
      "unit": "ratio",
      "formula": "average profit in R; R is what the trade's initial stop put at stake, else the average loss"
    },
    "trades_total": {
      "title": "Closed trades",
      "unit": "count",
      "formula": "number of closed trades, one for each pair of entry part and exit part"
    },
    "trades_open": {
      "title": "Open trades",
      "unit": "count",
      "formula": "number of entries still open at the end"
    },
    "trades_won": {
      "title": "Winning trades",
      "unit": "count",
      "formula": "closed trades with profit > 0"
    },
    "trades_lost": {
      "title": "Losing trades",
      "unit": "count",
      "formula": "closed trades with profit < 0"
    },
    "trades_even": {
      "title": "Break-even trades",
      "unit": "count",
      "formula": "closed trades with profit = 0"
    },
    "percent_profitable": {
      "title": "Percent profitable",
      "unit": "percent",
      "formula": "100 × winning trades / closed trades"
    },
    "average_trade": {
      "title": "Average trade",
      "unit": "money",
      "formula": "net profit / closed trades"
    },
    "average_trade_percent": {
      "title": "Average trade",
      "unit": "percent",
      "formula": "average of 100 × profit / value at entry"
    },
    "median_trade": {
      "title": "Median trade",
      "unit": "money",
      "formula": "median profit"
    },
    "average_win": {
      "title": "Average winner",
      "unit": "money",
      "formula": "gross profit / winning trades"
    },
    "average_win_percent": {
      "title": "Average winner",
      "unit": "percent",
      "formula": "average of 100 × profit / value at entry over winners"
    },
    "average_loss": {
      "title": "Average loser",
      "unit": "money",
      "formula": "gross loss / losing trades"
    },
    "average_loss_percent": {
      "title": "Average loser",
      "unit": "percent",
      "formula": "average of 100 × profit / value at entry over losers"
    },
    "median_win": {
      "title": "Median winner",
      "unit": "money",
      "formula": "median profit of winners"
    },
    "median_loss": {
      "title": "Median loser",
      "unit": "money",
      "formula": "median profit of losers"
    },
    "largest_win": {
      "title": "Largest winner",
      "unit": "money",
      "formula": "largest profit of one trade"
    },
    "largest_win_percent": {
      "title": "Largest winner",
      "unit": "percent",
      "formula": "largest of 100 × profit / value at entry"
    },
    "largest_win_share": {
      "title": "Largest winner's share of gross profit",
      "unit": "percent",
      "formula": "100 × largest winner / gross profit"
    },
    "largest_loss": {
      "title": "Largest loser",
      "unit": "money",
      "formula": "lowest profit of one trade"
    },
    "largest_loss_percent": {
      "title": "Largest loser",
      "unit": "percent",
      "formula": "lowest of 100 × profit / value at entry"
    },
    "largest_loss_share": {
      "title": "Largest loser's share of gross loss",
      "unit": "percent",
      "formula": "100 × largest loser / gross loss"
    },
    "average_bars": {
      "title": "Average bars in trades",
      "unit": "bars",
      "formula": "average of exit bar − entry bar"
    },
    "average_bars_won": {
      "title": "Average bars in winners",
      "unit": "bars",
      "formula": "average of exit bar − entry bar over winners"
    },
    "average_bars_lost": {
      "title": "Average bars in losers",
      "unit": "bars",
      "formula": "average of exit bar − entry bar over losers"
    },
    "streak_won": {
      "title": "Longest winning streak",
      "unit": "count",
      "formula": "most winners in a row, in the order trades closed"
    },
    "streak_lost": {
      "title": "Longest losing streak",
      "unit": "count",
      "formula": "most losers in a row, in the order trades closed"
    },
    "mfe_average": {
      "title": "Average favourable excursion",
      "unit": "money",
      "formula": "average of the best open profit of each trade (MFE)"
    },
    "mae_average": {
      "title": "Average adverse excursion",
      "unit": "money",
      "formula": "average of the worst open profit of each trade (MAE, negative)"
    },
    "mfe_max": {
      "title": "Largest favourable excursion",
      "unit": "money",
      "formula": "best open profit of any trade"
    },
    "mae_max": {
      "title": "Largest adverse excursion",
      "unit": "money",
      "formula": "worst open profit of any trade (negative)"
    },
    "contracts_held_max": {
      "title": "Most contracts held",
      "unit": "quantity",
      "formula": "largest quantity open at once"
    },
    "exposure": {
      "title": "Time in the market",
      "unit": "percent",
      "formula": "100 × bars at whose close a position was open / bars"
    },
    "sqn": {
      "title": "System quality number",
      "unit": "ratio",
      "formula": "√trades × average profit / its standard deviation (n − 1)"
    },
    "t_statistic": {
      "title": "t-statistic of the average trade",
      "unit": "ratio",
      "formula": "average profit / (standard deviation (n − 1) / √trades)"
    },
    "p_value": {
      "title": "p-value of the average trade",
      "unit": "probability",
      "formula": "two-sided, Student's t with trades − 1 degrees of freedom; trades are taken as independent"
    }
  },
  "risk": {
    "drawdown_max": {
      "title": "Maximum drawdown",
      "unit": "money",
      "formula": "largest peak − equity at the closes, the initial capital being the first peak"
    },
    "drawdown_max_percent": {
      "title": "Maximum drawdown",
      "unit": "percent",
      "formula": "largest 100 × (peak − equity) / peak at the closes"
    },
    "drawdown_max_start": {
      "title": "Maximum drawdown began",
      "unit": "time",
      "formula": "last bar at the peak before the maximum drawdown (money)"
    },
    "drawdown_max_trough": {
      "title": "Maximum drawdown's trough",
      "unit": "time",
      "formula": "bar of its lowest close"
    },
    "drawdown_max_recovery": {
      "title": "Maximum drawdown recovered",
      "unit": "time",
      "formula": "first bar that closed at the old peak or above"
    },
    "drawdown_max_duration": {
      "title": "Maximum drawdown lasted",
      "unit": "seconds",
      "formula": "from its peak to its recovery, or to the end"
    },
    "drawdown_intrabar": {
      "title": "Maximum drawdown inside bars",
      "unit": "money",
      "formula": "largest (peak of all earlier bars, extremes included) − a bar's lowest"
    },
    "drawdown_intrabar_percent": {
      "title": "Maximum drawdown inside bars",
      "unit": "percent",
      "formula": "the same, 100 × fall / that peak"
    },
    "runup_max": {
      "title": "Maximum run-up",
      "unit": "money",
      "formula": "largest equity − lowest equity before, at the closes"
    },
    "runup_max_percent": {
      "title": "Maximum run-up",
      "unit": "percent",
      "formula": "largest 100 × (equity − lowest before) / lowest before, at the closes"
    },
    "runup_intrabar": {
      "title": "Maximum run-up inside bars",
      "unit": "money",
      "formula": "largest bar's highest − lowest equity of all earlier bars"
    },
    "runup_intrabar_percent": {
      "title": "Maximum run-up inside bars",
      "unit": "percent",
      "formula": "the same, 100 × rise / that lowest equity"
    },
    "drawdown_average_percent": {
      "title": "Average drawdown",
      "unit": "percent",
      "formula": "average depth of all drawdowns, 100 × fall / peak"
    },
    "drawdown_count": {
      "title": "Drawdowns",
      "unit": "count",
      "formula": "times equity closed below its peak and came back, or did not"
    },
    "under_water": {
      "title": "Time under water",
      "unit": "percent",
      "formula": "100 × bars that closed below the peak / bars"
    },
    "under_water_longest": {
      "title": "Longest time under water",
      "unit": "seconds",
      "formula": "longest time from a peak to the next close at it or above"
    },
    "ulcer_index": {
      "title": "Ulcer index",
      "unit": "percent",
      "formula": "√ of the average of (100 × fall / peak)² over bars"
    },
    "equity_highest": {
      "title": "Highest equity",
      "unit": "money",
      "formula": "highest equity at a close, the initial capital included"
    },
    "equity_lowest": {
      "title": "Lowest equity",
      "unit": "money",
      "formula": "lowest equity at a close, the initial capital included"
    },
    "volatility_daily": {
      "title": "Daily volatility",
      "unit": "percent",
      "formula": "100 × standard deviation (n − 1) of daily returns"
    },
    "volatility_annual": {
      "title": "Annual volatility",
      "unit": "percent",
      "formula": "daily volatility × √(365, or 252 on an exchange)"
    },
    "var_95": {
      "title": "Value at risk 95 %",
      "unit": "percent",
      "formula": "−100 × 5 % quantile of daily returns (linear between ranks)"
    },
    "var_99": {
      "title": "Value at risk 99 %",
      "unit": "percent",
      "formula": "−100 × 1 % quantile of daily returns (linear between ranks)"
    },
    "cvar_95": {
      "title": "Expected shortfall 95 %",
      "unit": "percent",
      "formula": "−100 × average of daily returns at or below the 5 % quantile"
    },
    "cvar_99": {
      "title": "Expected shortfall 99 %",
      "unit": "percent",
      "formula": "−100 × average of daily returns at or below the 1 % quantile"
    },
    "day_best": {
      "title": "Best day",
      "unit": "percent",
      "formula": "highest daily return"
    },
    "day_worst": {
      "title": "Worst day",
      "unit": "percent",
      "formula": "lowest daily return"
    },
    "week_best": {
      "title": "Best week",
      "unit": "percent",
      "formula": "highest weekly return, Monday to Sunday"
    },
    "week_worst": {
      "title": "Worst week",
      "unit": "percent",
      "formula": "lowest weekly return, Monday to Sunday"
    },
    "month_best": {
      "title": "Best month",
      "unit": "percent",
      "formula": "highest monthly return"
    },
    "month_worst": {
      "title": "Worst month",
      "unit": "percent",
      "formula": "lowest monthly return"
    },
    "leverage_peak": {
      "title": "Peak leverage",
      "unit": "ratio",
      "formula": "largest (value at entry of all that is open) / equity at that bar's close, at fills"
    },
    "margin_calls": {
      "title": "Margin calls",
      "unit": "count",
      "formula": "forced closings for want of margin"
    },
    "orders_rejected": {
      "title": "Orders rejected",
      "unit": "count",
      "formula": "orders the emulator refused"
    },
    "orders_expired": {
      "title": "Orders expired",
      "unit": "count",
      "formula": "orders that lapsed unfilled"
    }
  },
  "ratios": {
    "sharpe": {
      "title": "Sharpe ratio",
      "unit": "ratio",
      "formula": "(average monthly return − risk-free rate / 12) / standard deviation; not annualised; daily below three months"
    },
    "sortino": {
      "title": "Sortino ratio",
      "unit": "ratio",
      "formula": "(average monthly return − risk-free rate / 12) / √ average of min(0, return − rate)²; daily below three months"
    },
    "sharpe_daily": {
      "title": "Sharpe ratio, daily",
      "unit": "ratio",
      "formula": "√d × (average daily return − rate / d) / standard deviation, d = 365 (252 on an exchange)"
    },
    "sortino_daily": {
      "title": "Sortino ratio, daily",
      "unit": "ratio",
      "formula": "√d × (average daily return − rate / d) / √ average of min(0, return − rate / d)²"
    },
    "return_total": {
      "title": "Return on initial capital",
      "unit": "percent",
      "formula": "100 × (last equity / initial capital − 1), open profit included"
    },
    "cagr": {
      "title": "Annual growth (CAGR)",
      "unit": "percent",
      "formula": "100 × ((last equity / initial capital) ^ (1 / years) − 1)"
    },
    "buy_hold": {
      "title": "Buy and hold",
      "unit": "money",
      "formula": "initial capital × (last close / price of the first entry − 1), without costs"
    },
    "buy_hold_percent": {
      "title": "Buy and hold",
      "unit": "percent",
      "formula": "100 × (last close / price of the first entry − 1)"
    },
    "outperformance": {
      "title": "Outperformance",
      "unit": "money",
      "formula": "last equity − initial capital − buy and hold"
    },
    "market_change": {
      "title": "Market change",
      "unit": "percent",
      "formula": "100 × (last close / first open − 1)"
    },
    "calmar": {
      "title": "Calmar ratio",
      "unit": "ratio",
      "formula": "CAGR / maximum drawdown in percent, whole run"
    },
    "omega": {
      "title": "Omega ratio",
      "unit": "ratio",
      "formula": "sum of daily gains / sum of daily losses, threshold 0"
    },
    "recovery_factor": {
      "title": "Recovery factor",
      "unit": "ratio",
      "formula": "net profit / maximum drawdown (TradingView: return of max equity drawdown)"
    },
    "martin": {
      "title": "Martin ratio",
      "unit": "ratio",
      "formula": "(CAGR − 100 × risk-free rate) / ulcer index"
    },
    "sharpe_probabilistic": {
      "title": "Probabilistic Sharpe ratio",
      "unit": "probability",
      "formula": "Φ(S √(n − 1) / √(1 − γ₃ S + (γ₄ − 1) S² / 4)), S the daily Sharpe ratio, γ₃ skew, γ₄ kurtosis"
    },
    "sharpe_deflated": {
      "title": "Deflated Sharpe ratio",
      "unit": "probability",
      "formula": "the probabilistic one against √V ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))), N trials, V their variance"
    },
    "trials": {
      "title": "Trials",
      "unit": "count",
      "formula": "parameter sets ever tried on this strategy, this one included"
    },
    "days_count": {
      "title": "Days",
      "unit": "count",
      "formula": "days that have bars, in the bars' time zone"
    }
  }
} as const;
