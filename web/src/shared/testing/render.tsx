import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { http, HttpResponse, type JsonBodyType } from "msw";
import type { ReactNode } from "react";
import { Toaster, TooltipProvider } from "@/shared/ui";
import { server } from "./server";

export const BASE = "*/api/unify/v1";

/** Answer a read of the API with this document, for the rest of the test. */
export function answers(path: string, document: JsonBodyType): void {
  server.use(http.get(BASE + path, () => HttpResponse.json(document)));
}

/** Answer a write, keeping what was sent. */
export function accepts(
  method: "post" | "put" | "patch",
  path: string,
  document: JsonBodyType,
): { sent: unknown[] } {
  const sent: unknown[] = [];
  server.use(
    http[method](BASE + path, async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json(document);
    }),
  );
  return { sent };
}

/** Refuse a call as the server does. */
export function refuses(
  method: "get" | "post" | "put",
  path: string,
  problem: { status: number; [key: string]: JsonBodyType },
): void {
  server.use(
    http[method](BASE + path, () =>
      HttpResponse.json({ title: "Refused", code: "refused", ...problem } as JsonBodyType, {
        status: problem.status,
        headers: { "Content-Type": "application/problem+json" },
      }),
    ),
  );
}

/** Draw something as the app would, with a router, a fresh cache and a person to use it. */
export async function show(content: ReactNode): Promise<{ user: UserEvent }> {
  const router = createRouter({
    routeTree: createRootRoute({ component: () => content }),
    history: createMemoryHistory({ initialEntries: ["/"] }),
  });
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  await router.load();
  render(
    <QueryClientProvider client={queryClient}>
      <TooltipProvider>
        <RouterProvider router={router as never} />
        <Toaster />
      </TooltipProvider>
    </QueryClientProvider>,
  );
  return { user: userEvent.setup() };
}
