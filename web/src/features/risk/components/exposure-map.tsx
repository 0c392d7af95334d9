import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { Layers, LayoutDashboard, Table2 } from "lucide-react";
import { useState } from "react";
import { treemap } from "@/shared/chart/treemap";
import { formatDecimal, formatShare, signOf, toChartNumber } from "@/shared/format";
import { useIsPhone } from "@/shared/hooks/use-media-query";
import { useAccountLabel } from "@/shared/server";
import { Button, Card, CardHeader, EmptyState } from "@/shared/ui";
import { positionsQuery } from "../api/at-stake";
import type { Exposure } from "../api/risk";
import { joinExposure, type Held } from "./exposure";
import { ExposureTable } from "./exposure-table";

interface ExposureMapProps {
  exposure: readonly Exposure[];
  currency: string;
  accountId: string | undefined;
}

/** What is held, as tiles: the area is what it is worth, the colour how it goes; the same in a table. */
export function ExposureMap({ exposure, currency, accountId }: ExposureMapProps) {
  const { data: positions } = useQuery(positionsQuery());
  const [isTable, setTable] = useState(false);
  const held = joinExposure(
    exposure.filter((each) => accountId === undefined || each.account_id === accountId),
    positions ?? [],
  );
  return (
    <Card aria-labelledby="exposure">
      <CardHeader
        id="exposure"
        title="Exposure"
        note="area: worth; colour: open profit or loss"
        actions={
          <Button
            size="icon-sm"
            variant="quiet"
            aria-label={isTable ? "Show exposure as tiles" : "Show exposure as a table"}
            onClick={() => setTable(!isTable)}
          >
            {isTable ? <LayoutDashboard aria-hidden /> : <Table2 aria-hidden />}
          </Button>
        }
      />
      {held.length === 0 ? (
        <EmptyState icon={Layers} title="Nothing is held">
          Each position will be a tile here, the largest first, so that a lump of risk is seen at a glance.
        </EmptyState>
      ) : isTable ? (
        <ExposureTable held={held} currency={currency} />
      ) : (
        <Tiles held={held} currency={currency} />
      )}
    </Card>
  );
}

const ROOM = { wide: { width: 1_100, height: 240 }, phone: { width: 350, height: 240 } };

/** How strongly a tile is coloured: 5 % and more is the full tone. Percent of `--up` or `--down`. */
function strength(percent: number): number {
  return 8 + Math.min(1, Math.abs(percent) / 5) * 26;
}

function Tiles({ held, currency }: { held: readonly Held[]; currency: string }) {
  const room = useIsPhone() ? ROOM.phone : ROOM.wide;
  const label = useAccountLabel();
  const worth = (each: Held) => toChartNumber(each.notional ?? "0");
  const tiles = treemap(held, worth, room);
  const pct = (part: number, whole: number) => `${(part / whole) * 100}%`;
  const missing = held.length - tiles.length;
  return (
    <div className="px-4 pb-4">
      <ul aria-label="Exposure by symbol" className="relative" style={{ height: room.height }}>
        {tiles.map(({ item, x, y, width, height }) => {
          const sign = signOf(item.unrealised);
          const tone = sign > 0 ? "var(--up)" : sign < 0 ? "var(--down)" : "var(--ink-soft)";
          return (
            <li
              key={`${item.account_id} ${item.symbol}`}
              className="absolute p-0.5"
              style={{
                left: pct(x, room.width),
                top: pct(y, room.height),
                width: pct(width, room.width),
                height: pct(height, room.height),
              }}
            >
              <Link
                to="/orders/positions"
                aria-label={`${tileWords(item, currency)}, ${label(item.account_id)}. Open positions`}
                title={`${tileWords(item, currency)}\n${label(item.account_id)}`}
                className="block size-full overflow-hidden rounded-control border border-line p-1.5 text-xs leading-tight text-ink hover:border-line-strong"
                style={{
                  backgroundColor: `color-mix(in oklab, ${tone} ${strength(item.percent ?? 0)}%, var(--surface))`,
                }}
              >
                {width > 44 && height > 30 && (
                  <>
                    <span className="block truncate font-semibold">{item.symbol}</span>
                    <span className="block truncate num">{item.words}</span>
                    {height > 64 && (
                      <span className="block truncate num">
                        {formatDecimal(item.notional ?? "0", { decimals: 0 })} {currency}
                      </span>
                    )}
                  </>
                )}
              </Link>
            </li>
          );
        })}
      </ul>
      {missing > 0 && (
        <p className="mt-2 text-xs text-ink-soft">
          {missing} more without a tile: orders that wait, or holdings without a price. The table has them.
        </p>
      )}
    </div>
  );
}

function tileWords(item: Held, currency: string): string {
  const share = item.share === null ? "" : `, ${formatShare(item.share, { maxDecimals: 1 })} of exposure`;
  const side = item.side === "buy" ? "long" : "short";
  return `${item.symbol} ${side}, ${formatDecimal(item.notional ?? "0", { decimals: 2 })} ${currency}${share}, ${item.words}`;
}
