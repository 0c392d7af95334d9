/** The doors: the places that nobody must be signed in for. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "./root";
import { text } from "./search";

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string | undefined } => ({
    next: text(search["next"]),
  }),
  component: lazyRouteComponent(() => import("@/features/auth/routes/sign-in-page"), "SignInPage"),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  component: lazyRouteComponent(() => import("@/features/auth/routes/sign-up-page"), "SignUpPage"),
});

export const doors = [signIn, signUp] as const;
