import { LineSeries, LineStyle, type UTCTimestamp } from "lightweight-charts";
import { useEffect } from "react";
import { historyAxis } from "@/shared/chart/history-axis";
import { tokenColour } from "@/shared/chart/palette";
import { useChart } from "@/shared/chart/use-chart";
import { formatDecimal } from "@/shared/format";
import { useZone } from "@/shared/server";
import type { Compared } from "../../api/compare";
import { growthOf, letterOf } from "./side-by-side";

/** Told apart by a line style and a letter besides; the page's legend has the same order. */
const COLOURS = ["--accent", "--down", "--unknown", "--warn", "--info", "--ok", "--ink", "--ink-soft"];
const lineStyles = [LineStyle.Solid, LineStyle.Dashed] as const;

/** The growth of every run over each other; each curve carries its letter at its end. */
export function OverlayChart({ runs }: { runs: readonly Compared[] }) {
  const zone = useZone();
  const [box, handle] = useChart(zone);
  useEffect(() => {
    if (!handle) return;
    const { chart } = handle;
    chart.applyOptions(historyAxis(zone));
    const series = runs.map((run, i) => {
      const line = chart.addSeries(LineSeries, {
        color: tokenColour(COLOURS[i] ?? "--ink"),
        lineStyle: lineStyles[i % 2] ?? LineStyle.Solid,
        lineWidth: 2,
        title: letterOf(i),
        priceLineVisible: false,
        priceFormat: {
          type: "custom",
          minMove: 0.01,
          formatter: (value: number) =>
            `${formatDecimal(value.toFixed(1), { decimals: 1, signed: true })}\u202f%`,
        },
      });
      line.setData(growthOf(run).map(({ time, value }) => ({ time: time as UTCTimestamp, value })));
      return line;
    });
    chart.timeScale().fitContent();
    return () => {
      if (handle.stands()) series.forEach((line) => chart.removeSeries(line));
    };
  }, [handle, runs, zone]);
  return (
    <div
      ref={box}
      role="img"
      aria-label={`Growth of ${runs.length} runs in percent. Their ends stand in the table of figures.`}
      className="h-96 px-2 pb-2"
    />
  );
}
