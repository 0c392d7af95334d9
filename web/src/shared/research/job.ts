/** Work in the background, as the API tells it and `job.changed` repeats it. */
import type { components } from "@/gen/schema";

export type Job = components["schemas"]["JobOut"];
export type JobState = Job["state"];

export function isUnderWay(job: Pick<Job, "state">): boolean {
  return job.state === "queued" || job.state === "running";
}
