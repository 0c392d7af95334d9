import { History } from "lucide-react";
import { useAccountLabel } from "@/shared/server";
import { Badge, DataTable, EmptyState, Moment, PanelState, type Column } from "@/shared/ui";
import { LEVEL_WORD, whereOf, whoOf } from "../api/levels";
import { useKillSwitchLog, type Press } from "../api/risk";

const ACT_WORD: Record<Press["action"], string> = {
  pause_entries: "Paused entries",
  reduce_only: "Set reduce only",
  halt: "Halted trading",
  flatten: "Flattened",
  release: "Released",
  unlock: "Took the lock off",
};

function details(press: Press): string {
  const words: string[] = [];
  if (press.policy?.positions === "keep_spot") words.push("kept spot");
  if (press.policy?.resting === "keep") words.push("kept other orders");
  if (press.signals > 0)
    words.push(`${press.signals} ${press.signals === 1 ? "request" : "requests"} written`);
  return words.join(", ");
}

/** Every press of the kill switch: who, when, what, why, until when. */
export function KillLog() {
  const query = useKillSwitchLog();
  const label = useAccountLabel();
  const columns: Column<Press>[] = [
    {
      id: "at",
      header: "When",
      phone: "aside",
      cell: (press) => <Moment at={press.pressed_at} className="text-ink-soft" />,
    },
    {
      id: "act",
      header: "What",
      phone: "title",
      cell: (press) => <span className="font-medium">{ACT_WORD[press.action]}</span>,
    },
    { id: "where", header: "Where", cell: (press) => whereOf(press, label) },
    { id: "who", header: "Who", cell: (press) => whoOf(press.pressed_by) },
    {
      id: "level",
      header: "Then",
      cell: (press) => (
        <Badge tone={press.level === "none" ? "ok" : press.level === "entries_paused" ? "warn" : "danger"}>
          {LEVEL_WORD[press.level]}
        </Badge>
      ),
    },
    {
      id: "why",
      header: "Why",
      phone: "wide",
      cell: (press) => [press.reason, details(press)].filter(Boolean).join(" · ") || null,
    },
    {
      id: "until",
      header: "Locked until",
      cell: (press) => (press.locked_until ? <Moment at={press.locked_until} /> : null),
    },
  ];
  return (
    <PanelState
      query={query}
      what="The log could not be read"
      isEmpty={(rows) => rows.length === 0}
      empty={
        <EmptyState icon={History} title="It was never used">
          Each press will be here: who, when, what it did and why.
        </EmptyState>
      }
    >
      {(rows) => (
        <DataTable
          caption="Kill switch log"
          columns={columns}
          rows={rows}
          rowKey={(press) => `${press.pressed_at} ${press.scope_id} ${press.action}`}
        />
      )}
    </PanelState>
  );
}
