/** What the API says when it says no: RFC 9457 problem details, with our stable code and the exact place of each fault. */

export interface ProblemFault {
  /** JSON path of the fault, such as "sizing.value" or "/sizing/value". */
  path: string;
  rule: string;
  message: string;
  value?: unknown;
}

export interface ProblemDocument {
  type?: string;
  title: string;
  status: number;
  detail?: string;
  code: string;
  correlation_id?: string;
  errors?: ProblemFault[];
  [extra: string]: unknown;
}

export class ProblemError extends Error {
  readonly problem: ProblemDocument;

  constructor(problem: ProblemDocument) {
    super(problem.detail ?? problem.title);
    this.name = "ProblemError";
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }

  /** The faults by field name in dotted form: `{"sizing.value": "…"}`. */
  byField(): Record<string, string> {
    const fields: Record<string, string> = {};
    for (const fault of this.problem.errors ?? []) fields[dotted(fault.path)] ??= fault.message;
    return fields;
  }
}

/** "$.body.sizing.value", "/sizing/value" and "body.sizing.value" all mean the field `sizing.value`. */
function dotted(path: string): string {
  return path
    .replace(/^\$\.?/, "")
    .replace(/^\//, "")
    .replaceAll("/", ".")
    .replace(/^body\.?/, "");
}

/** The network failed or nobody answered: the act may or may not have happened, and the text says so. */
export class NoAnswerError extends Error {
  constructor(cause: unknown) {
    super("The server could not be reached.", { cause });
    this.name = "NoAnswerError";
  }
}

/** The problem in an answer; what is no problem document came from a proxy in between that answered for the server. */
export function problemFrom(response: Response, body: unknown): ProblemError {
  const fallback: ProblemDocument = {
    title: response.statusText || "The server answered with an error",
    status: response.status,
    code: `http_${response.status}`,
  };
  return new ProblemError(typeof body === "object" && body !== null ? { ...fallback, ...body } : fallback);
}

export function isUnauthenticated(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 401;
}
