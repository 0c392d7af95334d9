import { useQuery } from "@tanstack/react-query";
import { Star } from "lucide-react";
import { useState } from "react";
import { cn } from "@/shared/cn";
import { formatDecimal } from "@/shared/format";
import { Card, CardHeader, EmptyState, NativeSelect, PanelState } from "@/shared/ui";
import { mapQuery, type OptimisationDetail, type ParameterMap as Map } from "../api/optimisations";
import { cellsOf, groundWord } from "./map-cells";
import { figureNumber, figureTitle } from "./search-words";

/** The objective over two inputs: the best of all trials in each cell, the plateau framed. */
export function ParameterMap({ optimisation }: { optimisation: OptimisationDetail }) {
  const names = Object.keys(optimisation.ranges);
  const [x, setX] = useState(names[0] ?? "");
  const [y, setY] = useState(names[1] ?? "");
  if (names.length < 2) return null;
  const pick = (label: string, value: string, other: string, set: (name: string) => void) => (
    <NativeSelect
      aria-label={label}
      className="h-8 w-auto text-xs! sm:text-xs"
      value={value}
      onChange={(event) => set(event.target.value)}
    >
      {names
        .filter((name) => name !== other)
        .map((name) => (
          <option key={name}>{name}</option>
        ))}
    </NativeSelect>
  );
  return (
    <Card aria-labelledby="map-title" className="overflow-hidden">
      <CardHeader
        id="map-title"
        title="Parameter map"
        note={`best ${figureTitle(optimisation.objective).toLowerCase()} of every trial in a cell`}
        actions={
          <>
            {pick("Across", x, y, setX)}
            <span className="text-xs text-ink-soft">by</span>
            {pick("Down", y, x, setY)}
          </>
        }
      />
      <Grid optimisationId={optimisation.optimisation_id} x={x} y={y} />
    </Card>
  );
}

function Grid({ optimisationId, x, y }: { optimisationId: string; x: string; y: string }) {
  const query = useQuery(mapQuery(optimisationId, x, y));
  return (
    <PanelState
      query={query}
      what="The map could not be read"
      isEmpty={(map) => map.best.flat().every((value) => value === null)}
      empty={
        <EmptyState icon={Star} title="Nothing to show yet">
          No trial has met the conditions so far.
        </EmptyState>
      }
    >
      {(map) => <Table map={map} />}
    </PanelState>
  );
}

const word = (value: string | boolean) =>
  typeof value === "boolean" ? (value ? "on" : "off") : formatDecimal(value);

function Table({ map }: { map: Map }) {
  const cells = cellsOf(map);
  return (
    <div className="grid gap-3 px-4 pb-4">
      <div
        className="max-h-128 overflow-auto"
        role="region"
        aria-label="Parameter map, scrollable"
        tabIndex={0}
      >
        <table className="border-separate border-spacing-0.5 text-center text-xs">
          <caption className="sr-only">
            Best objective by {map.x} (across) and {map.y} (down)
          </caption>
          <thead>
            <tr className="text-ink-soft">
              <th
                scope="col"
                className="sticky left-0 z-[1] bg-surface px-2 py-1 text-left font-medium whitespace-nowrap"
              >
                {map.y} ↓ {map.x} →
              </th>
              {map.x_values.map((value) => (
                <th key={String(value)} scope="col" className="min-w-12 px-1 py-1 font-medium num">
                  {word(value)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cells.map((row, at) => (
              <tr key={String(map.y_values[at])}>
                <th
                  scope="row"
                  className="sticky left-0 z-[1] bg-surface px-2 text-left font-medium num text-ink-soft"
                >
                  {word(map.y_values[at] ?? "")}
                </th>
                {row.map((cell, i) => (
                  <td
                    key={i}
                    title={`${map.count[at]?.[i] ?? 0} trials`}
                    className={cn(
                      "rounded-[4px] border-2 border-transparent px-1 py-1.5 num",
                      cell.value === null && "bg-sunken",
                      cell.isPlateau && "border-dashed border-accent",
                      cell.isBest && "border-accent font-semibold",
                    )}
                    style={
                      cell.value === null
                        ? undefined
                        : {
                            background: `color-mix(in oklch, var(--up-soft) ${Math.round(cell.share * 100)}%, transparent)`,
                          }
                    }
                  >
                    {cell.isBest && <Star aria-label="best" className="mr-0.5 inline size-3 text-accent" />}
                    {cell.value === null ? (
                      <span className="sr-only">not tried</span>
                    ) : (
                      figureNumber(cell.value)
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="text-xs text-ink-soft">
        {groundWord(cells)} The best has a firm frame, its level neighbours a dashed one; empty cells were not
        tried.
      </p>
    </div>
  );
}
