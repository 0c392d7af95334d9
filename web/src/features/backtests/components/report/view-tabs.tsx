import { Link } from "@tanstack/react-router";
import { cn } from "@/shared/cn";

export type View = "trades" | "figures" | "patterns" | "luck";

const views: readonly { view: View | undefined; label: string }[] = [
  { view: undefined, label: "Overview" },
  { view: "trades", label: "Trades" },
  { view: "figures", label: "All figures" },
  { view: "patterns", label: "Patterns" },
  { view: "luck", label: "Skill or luck" },
];

/** The parts of a report; each has its own address. */
export function ViewTabs({ runId, view }: { runId: string; view: View | undefined }) {
  return (
    <nav aria-label="Report" className="flex gap-1 overflow-x-auto border-b border-line">
      {views.map((each) => (
        <Link
          key={each.label}
          to="/backtests/$runId"
          params={{ runId }}
          search={{ view: each.view }}
          activeProps={{}}
          resetScroll={false}
          aria-current={each.view === view ? "page" : undefined}
          className={cn(
            "-mb-px border-b-2 px-3 py-2 text-sm font-medium whitespace-nowrap focus-visible:-outline-offset-2",
            each.view === view ? "border-accent text-ink" : "border-transparent text-ink-soft hover:text-ink",
          )}
        >
          {each.label}
        </Link>
      ))}
    </nav>
  );
}
