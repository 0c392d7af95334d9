import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import type { SyntheticEvent } from "react";
import { ProblemError } from "@/shared/api";
import { useForm, type Faults } from "@/shared/hooks/use-form";
import { Button, Field, Input, ProblemNotice } from "@/shared/ui";
import { useSignIn } from "../api/session";
import { AuthPage } from "../components/auth-page";
import { PasswordInput } from "../components/password-input";

const route = getRouteApi("/sign-in");

const validate = (values: { email: string; password: string }): Faults => ({
  email: values.email.includes("@") ? null : "Enter the e-mail address you signed up with.",
  password: values.password ? null : "Enter your password.",
});

export function SignInPage() {
  const router = useRouter();
  const { next } = route.useSearch();
  const form = useForm({ email: "", password: "" }, validate);
  const signIn = useSignIn();

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!form.check()) return;
    signIn.mutate(form.values, {
      // Only a path of this site: a link from elsewhere must not choose where a signed-in person lands.
      onSuccess: () => router.history.push(next && /^\/(?!\/|\\)/.test(next) ? next : "/"),
    });
  };
  const isWrong = signIn.error instanceof ProblemError && signIn.error.status === 401;

  return (
    <AuthPage
      title="Sign in"
      purpose="See your alerts become orders, and stop them when you must."
      foot={
        <>
          New here?{" "}
          <Link to="/sign-up" className="font-medium text-accent underline underline-offset-3">
            Create an account
          </Link>
        </>
      }
    >
      <form onSubmit={submit} noValidate className="grid gap-4">
        <Field label="E-mail" error={form.errorOf("email")} required>
          {(control) => (
            <Input
              {...control}
              type="email"
              name="email"
              autoComplete="username"
              value={form.values.email}
              onChange={(event) => form.set("email", event.target.value)}
              onBlur={() => form.touch("email")}
            />
          )}
        </Field>
        <Field label="Password" error={form.errorOf("password")} required>
          {(control) => (
            <PasswordInput
              {...control}
              name="password"
              autoComplete="current-password"
              value={form.values.password}
              onChange={(event) => form.set("password", event.target.value)}
              onBlur={() => form.touch("password")}
            />
          )}
        </Field>
        {signIn.error && (
          <ProblemNotice
            error={signIn.error}
            what={isWrong ? "E-mail or password is not right" : "You were not signed in"}
          />
        )}
        <Button type="submit" variant="primary" size="lg" busy={signIn.isPending}>
          Sign in
        </Button>
      </form>
    </AuthPage>
  );
}
