/** How every call leaves the browser: cookies, the CSRF echo, an idempotency key on writes, one refresh when the session aged. */
import { NoAnswerError } from "./problem";

export const API_BASE = "/api/unify/v1";
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
const REFRESH_LOCK = "tw.refresh";

export function csrfToken(cookies: string = document.cookie): string | null {
  const found = /(?:^|;\s*)tw_csrf=([^;]*)/.exec(cookies);
  return found?.[1] ? decodeURIComponent(found[1]) : null;
}

/** Random text for an Idempotency-Key; `randomUUID` is missing on plain http addresses other than localhost. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

function prepared(request: Request): Request {
  if (SAFE_METHODS.has(request.method)) return request;
  const copy = new Request(request);
  const token = csrfToken();
  if (token) copy.headers.set("X-CSRF-Token", token);
  return copy;
}

async function send(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw new NoAnswerError(cause);
  }
}

let refreshing: Promise<boolean> | null = null;

/**
 * Renew the session once for all calls that found it aged. Refresh tokens rotate and a second use of one looks like theft,
 * so tabs take turns through a web lock, and a tab that waited finds the new cookies already there.
 */
export function refreshSession(): Promise<boolean> {
  refreshing ??= withLock(refreshOnce).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function refreshOnce(): Promise<boolean> {
  const request = new Request(new URL(`${API_BASE}/auth/refresh`, location.origin), {
    method: "POST",
    credentials: "same-origin",
  });
  return (await send(prepared(request))).ok;
}

async function withLock(work: () => Promise<boolean>): Promise<boolean> {
  if (!("locks" in navigator)) return work();
  const before = csrfToken();
  return navigator.locks.request(REFRESH_LOCK, () => {
    const renewedElsewhere = before !== null && csrfToken() !== before;
    return renewedElsewhere ? true : work();
  });
}

/** The `fetch` that the generated client uses. */
export async function authorisedFetch(request: Request): Promise<Response> {
  if (!SAFE_METHODS.has(request.method) && !request.headers.has("Idempotency-Key")) {
    request.headers.set("Idempotency-Key", newKey());
  }
  const again = request.clone();
  const response = await send(prepared(request));
  const isAuthCall = new URL(request.url).pathname.startsWith(`${API_BASE}/auth/`);
  if (response.status !== 401 || isAuthCall) return response;
  if (!(await refreshSession())) return response;
  return send(prepared(again)); // same idempotency key, fresh CSRF token
}
