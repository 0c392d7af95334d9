import { Download } from "lucide-react";
import { Button } from "./button";
import type { Column } from "./data-table";

/** Save what the table shows as a CSV file; figures with all their digits. */
export function ExportCsv<Row>({
  name,
  columns,
  rows,
}: {
  name: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
}) {
  const save = () => {
    const used = columns.filter((column) => column.csv);
    const quote = (text: string) =>
      /^[=+\-@\t]/.test(text) && !/^[+-]?[\d.]+$/.test(text)
        ? `"'${text.replaceAll('"', '""')}"`
        : `"${text.replaceAll('"', '""')}"`;
    const lines = [
      used.map((c) => quote(c.header)),
      ...rows.map((row) => used.map((c) => quote(c.csv?.(row) ?? ""))),
    ];
    const url = URL.createObjectURL(
      new Blob([lines.map((l) => l.join(",")).join("\r\n")], { type: "text/csv" }),
    );
    const link = Object.assign(document.createElement("a"), { href: url, download: `${name}.csv` });
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Button size="sm" onClick={save} disabled={rows.length === 0}>
      <Download aria-hidden /> Export CSV
    </Button>
  );
}
