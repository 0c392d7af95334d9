export { http, read } from "./client";
export { isUnauthenticated, NoAnswerError, ProblemError, type ProblemFault } from "./problem";
export { refreshSession } from "./transport";
export type * from "./types";
