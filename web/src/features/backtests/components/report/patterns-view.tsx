import { useState } from "react";
import { Card, CardHeader, Segmented } from "@/shared/ui";
import type { Report } from "../../api/documents";
import { ExcursionScatter } from "./excursion-scatter";
import { GroupBars } from "./group-bars";
import { ProfitHistogram } from "./profit-histogram";

type By = keyof Report["by"];

const ways: readonly { value: By; label: string }[] = [
  { value: "hour", label: "Hour" },
  { value: "weekday", label: "Weekday" },
  { value: "month", label: "Month" },
  { value: "exit_reason", label: "Exit" },
  { value: "entry_tag", label: "Entry" },
  { value: "holding", label: "Time held" },
];

/** Where the profit came from: by time, by signal, by how trades ran before they ended. */
export function PatternsView({ report }: { report: Report }) {
  const [by, setBy] = useState<By>("hour");
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Card aria-labelledby="groups-title">
        <CardHeader
          id="groups-title"
          title="Profit by group"
          note={`hours and days of entry, ${report.provenance.timezone}`}
        />
        <div className="px-4 pb-3">
          <Segmented label="Group trades by" size="sm" value={by} options={ways} onChange={setBy} />
        </div>
        <GroupBars rows={report.by[by]} />
      </Card>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-2">
        <ExcursionScatter report={report} />
        <ProfitHistogram report={report} />
      </div>
    </div>
  );
}
