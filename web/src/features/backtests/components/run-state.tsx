import { isUnderWay, type Job } from "@/shared/research/job";
import { ProgressBar } from "@/shared/research/progress-bar";
import { StatusWord } from "@/shared/ui";

/** How a run fares: a word, and how far it is while it runs. */
export function RunState({ job }: { job: Job }) {
  if (!isUnderWay(job)) return <StatusWord status={job.state} />;
  return (
    <span className="inline-flex items-center gap-2">
      <StatusWord status={job.state} />
      {job.state === "running" && (
        <ProgressBar share={job.progress} label="Progress of the backtest" className="w-16" />
      )}
    </span>
  );
}
