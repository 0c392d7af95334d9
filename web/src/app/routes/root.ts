/** The root of every place, and the frame that stands around those behind the sign-in. */
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, Outlet, redirect } from "@tanstack/react-router";
import { isUnauthenticated } from "@/shared/api";
import { meQuery } from "@/shared/server";
import { adoptAppearance } from "@/shared/theme/appearance";
import { Frame } from "../frame/frame";
import { PageError, PageMissing } from "../pages/page-states";

interface RouterContext {
  queryClient: QueryClient;
}

export const root = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: PageMissing,
  errorComponent: PageError,
});

/** Everything behind the sign-in. */
export const framed = createRoute({
  getParentRoute: () => root,
  id: "framed",
  component: Frame,
  beforeLoad: async ({ context, location }) => {
    try {
      adoptAppearance((await context.queryClient.ensureQueryData(meQuery())).preferences);
    } catch (error) {
      if (!isUnauthenticated(error)) throw error;
      throw redirect({
        to: "/sign-in",
        search: { next: location.pathname === "/" ? undefined : location.href },
      });
    }
  },
});
