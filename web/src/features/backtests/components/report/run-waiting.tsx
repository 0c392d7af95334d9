import { Link } from "@tanstack/react-router";
import { useNow } from "@/shared/hooks/use-now";
import { spanText } from "@/shared/research/figures";
import { ProgressBar } from "@/shared/research/progress-bar";
import { Button, Card, CardBody, CopyButton, Notice, StatusWord } from "@/shared/ui";
import type { Run } from "../../api/documents";

/** The place of the report while there is none: how far the work is, or why it ended without one. */
export function RunWaiting({ run }: { run: Run }) {
  switch (run.job.state) {
    case "queued":
    case "running":
      return <Working run={run} />;
    case "failed":
      return <Failed run={run} />;
    case "cancelled":
      return (
        <Notice tone="info" title="This backtest was cancelled" actions={<Again run={run} />}>
          Nothing of it was kept.
        </Notice>
      );
    case "done":
      return (
        <Notice tone="info" title="The report made room for newer ones" actions={<Again run={run} />}>
          Its headline stays in the list. Run it again to see all of it: the same bars give the same report.
        </Notice>
      );
  }
}

function Working({ run }: { run: Run }) {
  const { job } = run;
  const now = useNow();
  const seconds = job.started_at ? Math.max(0, (now - Date.parse(job.started_at)) / 1_000) : 0;
  const left = job.progress > 0.05 && seconds > 3 ? seconds / job.progress - seconds : null;
  return (
    <Card aria-label="Progress">
      <CardBody className="grid gap-3 pt-4">
        <div className="flex flex-wrap items-center gap-3">
          <StatusWord status={job.state} />
          <p role="status" className="text-sm">
            {job.state === "queued" ? "Waiting for a free worker." : job.note || "Reading the bars."}
          </p>
          <p className="ml-auto text-sm num text-ink-soft">
            {Math.round(job.progress * 100)} %{left !== null && `, about ${spanOf(left)} left`}
          </p>
        </div>
        <ProgressBar share={job.progress} label="Progress of the backtest" className="h-2" />
        <p className="text-xs text-ink-soft">
          You may leave this page: the work goes on, and the report waits in the list.
        </p>
      </CardBody>
    </Card>
  );
}

const spanOf = (seconds: number) => (seconds < 60 ? `${Math.ceil(seconds)} s` : spanText(seconds));

const cures: Readonly<Record<string, string>> = {
  no_bars: "Choose bars and a range that hold at least two bars.",
  backtest_report_too_large: "Choose a shorter range, or a strategy that trades less.",
  job_broken: "The fault is ours. Try it again; if it fails again, send us the id below.",
  job_gave_up: "Workers died on it, most likely for want of memory. Try a shorter range.",
};

function Failed({ run }: { run: Run }) {
  const { job } = run;
  const cure = cures[job.reason_code ?? ""] ?? "Change what the reason names and run it again.";
  return (
    <Notice tone="danger" title="This backtest failed" actions={<Again run={run} />}>
      <p>{job.reason ?? "No reason was told."}</p>
      <p className="mt-1">{cure} No order was sent and no money moved.</p>
      <p className="mt-1.5 flex items-center gap-2 text-xs text-ink-soft">
        <span className="truncate font-mono">{job.job_id}</span>
        <CopyButton text={job.job_id} what="id of the backtest" className="size-6" />
      </p>
    </Notice>
  );
}

function Again({ run }: { run: Run }) {
  return (
    <Button asChild size="sm">
      <Link to="/backtests/new" search={{ like: run.run_id }}>
        Change and run again
      </Link>
    </Button>
  );
}
