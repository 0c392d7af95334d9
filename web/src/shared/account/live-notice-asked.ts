import { ProblemError } from "@/shared/api";

/** Whether the server wants the notice accepted before it does what was asked. Nothing was done then. */
export function isNoticeAsked(error: unknown): boolean {
  return error instanceof ProblemError && error.code === "risk_not_acknowledged";
}
