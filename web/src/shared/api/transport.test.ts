import { http as mock, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { server } from "@/shared/testing/server";
import { http, ProblemError, read } from ".";
import { csrfToken } from "./transport";

const BASE = "*/api/unify/v1";

beforeEach(() => {
  document.cookie = "tw_csrf=first; path=/";
});

describe("calls to the API", () => {
  it("echo the CSRF cookie and carry an idempotency key on writes, and neither on reads", async () => {
    const seen: Record<string, string | null>[] = [];
    const note = ({ request }: { request: Request }) => {
      seen.push({ csrf: request.headers.get("X-CSRF-Token"), key: request.headers.get("Idempotency-Key") });
      return HttpResponse.json({});
    };
    server.use(mock.get(`${BASE}/risk`, note), mock.post(`${BASE}/flatten`, note));

    await read(http.GET("/api/unify/v1/risk"));
    await read(http.POST("/api/unify/v1/flatten", { body: {} }));

    expect(seen[0]).toEqual({ csrf: null, key: null });
    expect(seen[1]?.["csrf"]).toBe("first");
    expect(seen[1]?.["key"]).toMatch(/^[0-9a-f]{32}$/);
  });

  it("renew an aged session once for all of them and repeat with the same key", async () => {
    let refreshes = 0;
    const keys: (string | null)[] = [];
    server.use(
      mock.post(`${BASE}/auth/refresh`, () => {
        refreshes++;
        document.cookie = "tw_csrf=second; path=/";
        return HttpResponse.json({});
      }),
      mock.get(`${BASE}/risk`, () =>
        csrfToken() === "second" ? HttpResponse.json({ ok: true }) : new HttpResponse(null, { status: 401 }),
      ),
      mock.post(`${BASE}/flatten`, ({ request }) => {
        keys.push(request.headers.get("Idempotency-Key"));
        return request.headers.get("X-CSRF-Token") === "second"
          ? HttpResponse.json({ signals: [] })
          : new HttpResponse(null, { status: 401 });
      }),
    );

    await Promise.all([
      read(http.GET("/api/unify/v1/risk")),
      read(http.GET("/api/unify/v1/risk")),
      read(http.POST("/api/unify/v1/flatten", { body: {} })),
    ]);

    expect(refreshes).toBe(1);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
  });

  it("throw the problem the server told, with its faults by field", async () => {
    server.use(
      mock.put(`${BASE}/risk`, () =>
        HttpResponse.json(
          {
            title: "Unprocessable",
            status: 422,
            code: "invalid",
            detail: "One field is wrong.",
            correlation_id: "c-1",
            errors: [{ path: "$.user.loss_daily_max", rule: "positive", message: "Must be above zero." }],
          },
          { status: 422 },
        ),
      ),
    );

    const failed = await read(http.PUT("/api/unify/v1/risk", { body: {} })).catch((error: unknown) => error);

    expect(failed).toBeInstanceOf(ProblemError);
    const problem = failed as ProblemError;
    expect(problem.code).toBe("invalid");
    expect(problem.byField()).toEqual({ "user.loss_daily_max": "Must be above zero." });
  });

  it("say plainly when nobody answered", async () => {
    server.use(mock.get(`${BASE}/risk`, () => HttpResponse.error()));

    await expect(read(http.GET("/api/unify/v1/risk"))).rejects.toThrow("could not be reached");
  });
});
