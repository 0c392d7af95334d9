/** A lightweight-charts canvas that lives and dies with its component and follows the theme. */
import { createChart, type ChartOptions, type DeepPartial, type IChartApi } from "lightweight-charts";
import { useEffect, useRef, useState, type RefObject } from "react";
import { usePaletteKey } from "@/shared/theme/appearance";
import { readPalette, type ChartPalette } from "./palette";

export interface ChartHandle {
  chart: IChartApi;
  palette: ChartPalette;
  /** Whether the canvas still stands: what hangs on it is gone with it, and must not be taken off afterwards. */
  stands: () => boolean;
}

function optionsFor(palette: ChartPalette, zone: string): DeepPartial<ChartOptions> {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const day = new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "2-digit", month: "short" });
  const moment = (time: unknown) => new Date(Number(time) * 1000);
  return {
    autoSize: true,
    layout: {
      background: { color: "transparent" },
      textColor: palette.inkSoft,
      fontFamily: '"Inter Variable", system-ui, sans-serif',
      fontSize: 12,
      attributionLogo: false, // the attribution its licence asks for stands in words on Settings → Profile
    },
    grid: { vertLines: { visible: false }, horzLines: { color: palette.line } },
    rightPriceScale: { borderColor: palette.line },
    timeScale: {
      borderColor: palette.line,
      timeVisible: true,
      tickMarkFormatter: (time: unknown, kind: number) => (kind < 3 ? day : clock).format(moment(time)),
    },
    crosshair: { vertLine: { color: palette.inkSoft }, horzLine: { color: palette.inkSoft } },
    localization: {
      timeFormatter: (time: unknown) => `${day.format(moment(time))} ${clock.format(moment(time))}`,
    },
  };
}

/** The ref to hang the canvas on, and the chart once it stands; a new handle whenever the colours change. */
export function useChart(zone: string): [RefObject<HTMLDivElement | null>, ChartHandle | null] {
  const box = useRef<HTMLDivElement>(null);
  const paletteKey = usePaletteKey();
  const [handle, setHandle] = useState<ChartHandle | null>(null);
  useEffect(() => {
    if (!box.current) return;
    const palette = readPalette();
    const chart = createChart(box.current, optionsFor(palette, zone));
    let stands = true;
    setHandle({ chart, palette, stands: () => stands });
    return () => {
      stands = false;
      setHandle(null);
      chart.remove();
    };
  }, [paletteKey, zone]);
  return [box, handle];
}
