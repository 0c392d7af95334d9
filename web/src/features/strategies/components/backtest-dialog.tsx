/** Run what stands on the page over all the bars there are, as a job with a report. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useForm } from "@/shared/hooks/use-form";
import { dataKey, dataQuery, type DataSet } from "@/shared/research/choices";
import { DataFields } from "@/shared/research/data-fields";
import { barsWithin, dayEnd, dayStart, rangeFaults, type TypedRange } from "@/shared/research/data-range";
import { formatDecimal } from "@/shared/format";
import { Button, Dialog, Notice, PanelState, ProblemNotice } from "@/shared/ui";
import { useStartBacktest, type BacktestInput } from "../api/backtests";

interface BacktestDialogProps {
  name: string;
  timeframe: string;
  /** A saved version, or the draft as it stands. */
  what: Pick<BacktestInput, "strategy" | "definition">;
  onClose: () => void;
}

export function BacktestDialog(props: BacktestDialogProps) {
  const data = useQuery(dataQuery());
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={`Backtest ${props.name}`}
      description={
        props.what.strategy
          ? `Version ${props.what.strategy.version} runs over the bars you choose.`
          : "The draft runs as it stands, unsaved changes included; the report keeps its definition."
      }
    >
      <PanelState
        query={data}
        what="The kept bars could not be listed"
        isEmpty={(sets) => sets.length === 0}
        empty={
          <Notice tone="info" title="No bars are kept yet">
            Fetch some with <code>tradewright data fetch</code> or bring your own with{" "}
            <code>tradewright data import</code>.
          </Notice>
        }
      >
        {(sets) => <Choice sets={sets} {...props} />}
      </PanelState>
    </Dialog>
  );
}

function Choice({ sets, timeframe, what, onClose }: BacktestDialogProps & { sets: readonly DataSet[] }) {
  const navigate = useNavigate();
  const start = useStartBacktest();
  const [initial] = useState((): TypedRange => {
    const fitting = sets.find((set) => set.timeframe === timeframe);
    return { data: fitting ? dataKey(fitting) : "", from: "", to: "" };
  });
  const form = useForm(initial, (values) => rangeFaults(values, sets, dataKey));
  const chosen = sets.find((set) => dataKey(set) === form.values.data);
  const run = () => {
    if (!form.check() || !chosen) return;
    const { source, symbol, timeframe: bars } = chosen;
    const data = { source, symbol, timeframe: bars as BacktestInput["data"]["timeframe"] };
    start.mutate(
      { ...what, data: { ...data, from: dayStart(form.values.from), to: dayEnd(form.values.to) } },
      { onSuccess: ({ run_id: runId }) => void navigate({ to: "/backtests/$runId", params: { runId } }) },
    );
  };
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <DataFields
        sets={sets}
        values={form.values}
        onChange={form.set}
        errorOf={form.errorOf}
        touch={form.touch}
      />
      {chosen && chosen.timeframe !== timeframe && (
        <Notice tone="warn">
          The strategy is written for bars of {timeframe}; these are bars of {chosen.timeframe}.
        </Notice>
      )}
      {start.error && <ProblemNotice error={start.error} what="The backtest was not started" />}
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p className="mr-auto text-xs text-ink-soft">
          {chosen &&
            `About ${formatDecimal(String(barsWithin(chosen, form.values)))} bars; no order is sent anywhere.`}
        </p>
        <Button onClick={onClose}>Go on writing</Button>
        <Button type="submit" variant="primary" busy={start.isPending}>
          Run backtest
        </Button>
      </div>
    </form>
  );
}
