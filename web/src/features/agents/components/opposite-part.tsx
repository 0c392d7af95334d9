import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { Card, CardBody, CardHeader, PanelState } from "@/shared/ui";
import { oppositeTableQuery } from "../api/opposite";
import type { Opposite } from "./agent-draft";
import { oppositeWords } from "./agent-modes";
import { Choice, NumberField, type PartProps } from "./form-fields";
import { rowsUnder } from "./opposite-rows";

const choices = Object.entries(oppositeWords).map(
  ([rule, words]) => [rule as Opposite, words.label] as const,
);

/** What a signal does to a position that is held, with the whole table of it under the chosen rule. */
export function OppositePart({ form }: PartProps) {
  const { values, set } = form;
  const table = useQuery(oppositeTableQuery());
  return (
    <Card aria-label="With a position open">
      <CardHeader title="With a position open" />
      <CardBody className="grid gap-5 sm:grid-cols-2">
        <Choice
          label="A signal against the open position"
          help="What a sell does to a long position, and a buy to a short one."
          value={values.opposite}
          onChange={(rule) => set("opposite", rule)}
          options={choices}
        />
        <NumberField
          form={form}
          name="pyramidingMax"
          path="pyramiding_max"
          label="Entries in one direction"
          unit="entries"
          placeholder="no cap"
          help="How often a position may be entered or added to before it is left. Empty: as often as signals come, answered or not."
        />
        <details className="group sm:col-span-2">
          <summary className="inline-flex min-h-6 items-center gap-1.5 text-sm font-medium text-accent">
            <ChevronRight aria-hidden className="size-4 group-open:rotate-90" />
            What each signal would do
          </summary>
          <PanelState query={table} what="The table could not be read">
            {(rows) => (
              <div className="mt-2 overflow-x-auto" tabIndex={0} role="region" aria-label="Table, scrollable">
                <table className="w-full text-sm">
                  <caption className="sr-only">What a signal does under this rule</caption>
                  <thead className="text-left text-xs text-ink-soft">
                    <tr className="border-b border-line [&_th]:py-1 [&_th]:pr-4 [&_th]:font-medium">
                      <th scope="col">You hold</th>
                      <th scope="col">The signal says</th>
                      <th scope="col">Then</th>
                    </tr>
                  </thead>
                  <tbody>
                    {rowsUnder(values.opposite, rows).map((row, index) => (
                      <tr
                        key={index}
                        className="border-b border-line align-top last:border-b-0 [&_td]:py-1.5 [&_td]:pr-4"
                      >
                        <td>{row.held}</td>
                        <td>{row.says}</td>
                        <td>{row.words}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </PanelState>
        </details>
      </CardBody>
    </Card>
  );
}
