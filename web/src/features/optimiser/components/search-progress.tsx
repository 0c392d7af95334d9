import { isUnderWay } from "@/shared/research/job";
import { ProgressBar } from "@/shared/research/progress-bar";
import { formatDecimal } from "@/shared/format";
import { useNow } from "@/shared/hooks/use-now";
import { Card, CardBody, Notice, StatusWord } from "@/shared/ui";
import type { OptimisationDetail } from "../api/optimisations";

const whole = (value: number) => formatDecimal(String(value));

/** How far the search is and how fast; or why it ended early. */
export function SearchProgress({ optimisation }: { optimisation: OptimisationDetail }) {
  const { job, trials_done: done, trials_total: total } = optimisation;
  const now = useNow();
  if (!isUnderWay(job)) {
    if (job.state === "done") return null;
    return (
      <Notice
        tone={job.state === "failed" ? "danger" : "info"}
        title={job.state === "failed" ? "This search failed" : "This search was cancelled"}
      >
        <p>{job.reason ?? "Its trials stay, and stay counted."}</p>
        {job.state === "failed" && <p className="mt-1">No order was sent and no money moved.</p>}
      </Notice>
    );
  }
  const seconds = job.started_at ? Math.max(1, (now - Date.parse(job.started_at)) / 1_000) : 0;
  const rate = seconds > 2 && done > 0 ? done / seconds : null;
  return (
    <Card aria-label="Progress">
      <CardBody className="grid gap-3 pt-4">
        <div className="flex flex-wrap items-center gap-3 text-sm">
          <StatusWord status={job.state} />
          <p role="status">
            {job.state === "queued"
              ? "Waiting for a free worker."
              : `${whole(done)} of at most ${whole(total)} trials`}
            {job.note && `: ${job.note}`}
          </p>
          <p className="ml-auto num text-ink-soft">
            {rate !== null &&
              `${rate.toFixed(rate < 10 ? 1 : 0)} a second, about ${Math.ceil(Math.max(0, total - done) / rate)} s left`}
          </p>
        </div>
        <ProgressBar share={job.progress} label="Progress of the search" className="h-2" />
        <p className="text-xs text-ink-soft">
          You may leave this page: the search goes on, and goes on after a restart.
        </p>
      </CardBody>
    </Card>
  );
}
