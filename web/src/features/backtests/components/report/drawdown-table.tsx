import { formatMoment } from "@/shared/format";
import { figureText, spanText } from "@/shared/research/figures";
import { Card, CardHeader, DataTable } from "@/shared/ui";
import type { Report } from "../../api/documents";

const moment = (iso: string) => formatMoment(new Date(iso), "UTC").slice(0, -3);

/** The deepest falls of equity, each with its anatomy. */
export function DrawdownTable({ report }: { report: Report }) {
  const rows = report.drawdowns.map((row, i) => ({ ...row, rank: i + 1 }));
  if (rows.length === 0) return null;
  return (
    <Card aria-labelledby="drawdowns-title">
      <CardHeader id="drawdowns-title" title="Deepest drawdowns" note="at the closes, times UTC" />
      <DataTable
        caption="Deepest drawdowns"
        rows={rows}
        rowKey={(row) => String(row.rank)}
        columns={[
          { id: "rank", header: "Rank", numeric: true, phone: "title", cell: (row) => row.rank },
          {
            id: "depth",
            header: "Depth",
            numeric: true,
            phone: "aside",
            cell: (row) => figureText(row.depth_percent, "percent"),
          },
          {
            id: "money",
            header: "Money",
            numeric: true,
            cell: (row) => <span className="num">{figureText(row.depth, "money")}</span>,
          },
          { id: "start", header: "Peak", cell: (row) => <span className="num">{moment(row.start)}</span> },
          {
            id: "trough",
            header: "Deepest",
            cell: (row) => <span className="num">{moment(row.trough)}</span>,
          },
          {
            id: "recovery",
            header: "Recovered",
            cell: (row) => (row.recovery ? <span className="num">{moment(row.recovery)}</span> : "not yet"),
          },
          { id: "lasted", header: "Lasted", numeric: true, cell: (row) => spanText(row.seconds) },
        ]}
      />
    </Card>
  );
}
