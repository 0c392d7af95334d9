import { Layers } from "lucide-react";
import { useMemo, useState, type ReactNode } from "react";
import type { Account, Position } from "@/shared/api";
import { compareDecimals, formatDecimal, signOf } from "@/shared/format";
import { useGrid } from "@/shared/server";
import {
  Button,
  Confirm,
  DataTable,
  EmptyState,
  Figure,
  Moment,
  PanelState,
  ProblemNotice,
  SideWord,
  toast,
  type Column,
} from "@/shared/ui";
import { useClosePosition, usePositions } from "../api/positions";

const sideOf = (position: Position) => (signOf(position.quantity) < 0 ? "short" : "long");
const unsigned = (value: string) => value.replace(/^[+-]/, "");

/** Open positions of one account, marked live, each with its way out. */
export function PositionTable({
  account,
  compact = false,
  empty,
}: {
  account: Account | undefined;
  compact?: boolean;
  empty?: ReactNode;
}) {
  const query = usePositions(account?.account_id);
  const grid = useGrid();
  const [closing, setClosing] = useState<Position | null>(null);

  const columns = useMemo<Column<Position>[]>(() => {
    const all: (Column<Position> & { wide?: boolean })[] = [
      {
        id: "symbol",
        header: "Symbol",
        phone: "title",
        cell: (p) => <span className="font-medium">{p.symbol}</span>,
        compare: (a, b) => a.symbol.localeCompare(b.symbol),
      },
      { id: "side", header: "Side", phone: "title", cell: (p) => <SideWord side={sideOf(p)} /> },
      {
        id: "quantity",
        header: "Quantity",
        numeric: true,
        cell: (p) => <Figure value={unsigned(p.quantity)} {...grid(p).quantity} live />,
      },
      {
        id: "average",
        header: "Average",
        numeric: true,
        cell: (p) => <Figure value={p.average_price} {...grid(p).average} />,
      },
      {
        id: "mark",
        header: "Mark",
        numeric: true,
        cell: (p) => <Figure value={p.mark_price} {...grid(p).average} live />,
      },
      {
        id: "pnl",
        header: "Open P&L",
        unit: account?.currency,
        phone: "aside",
        numeric: true,
        cell: (p) => <Figure value={p.unrealised_pnl} decimals={2} pnl className="font-medium" />,
        compare: (a, b) => compareDecimals(a.unrealised_pnl ?? "0", b.unrealised_pnl ?? "0"),
      },
      {
        id: "realised",
        header: "Realised",
        unit: account?.currency,
        wide: true,
        numeric: true,
        cell: (p) => <Figure value={p.realised} decimals={2} pnl />,
      },
      {
        id: "fees",
        header: "Fees",
        unit: account?.currency,
        wide: true,
        numeric: true,
        cell: (p) => <Figure value={p.fees} decimals={2} />,
      },
      {
        id: "opened",
        header: "Opened",
        wide: true,
        cell: (p) => (p.opened_at ? <Moment at={p.opened_at} className="text-ink-soft" /> : "–"),
      },
    ];
    return all.filter((column) => !(compact && column.wide));
  }, [account?.currency, compact, grid]);

  return (
    <>
      <PanelState
        query={query}
        what="The positions could not be read"
        isEmpty={(rows) => rows.length === 0}
        empty={
          empty ?? (
            <EmptyState icon={Layers} title="No open positions">
              A position appears here the moment an order fills, with its profit or loss as the price moves.
            </EmptyState>
          )
        }
      >
        {(rows) => (
          <DataTable
            caption="Open positions"
            columns={columns}
            rows={rows}
            rowKey={(position) => position.account_id + position.symbol}
            actions={(position) => (
              <Button size="sm" onClick={() => setClosing(position)} aria-label={`Close ${position.symbol}`}>
                Close
              </Button>
            )}
          />
        )}
      </PanelState>
      {closing && <ClosePosition position={closing} onDone={() => setClosing(null)} />}
    </>
  );
}

function ClosePosition({ position, onDone }: { position: Position; onDone: () => void }) {
  const close = useClosePosition();
  const verb = sideOf(position) === "long" ? "Sells" : "Buys back";
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onDone()}
      title={`Close ${position.symbol}`}
      consequence={`${verb} ${formatDecimal(unsigned(position.quantity))} ${position.symbol} at market and cancels its stop and target. The open result is ${formatDecimal(position.unrealised_pnl ?? "0", { decimals: 2, signed: true })} now.`}
      verb="Close position"
      danger
      busy={close.isPending}
      error={
        close.error && <ProblemNotice error={close.error} what="The position was not closed" money="maybe" />
      }
      onConfirm={() =>
        close.mutate(
          { account_id: position.account_id, symbol: position.symbol },
          {
            onSuccess: () => {
              toast("ok", `Closing ${position.symbol}`);
              onDone();
            },
          },
        )
      }
    />
  );
}
