import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type SyntheticEvent } from "react";
import type { LegalDocument } from "@/shared/api";
import { useForm, type Faults } from "@/shared/hooks/use-form";
import { Button, Checkbox, Field, Input, ProblemNotice, Skeleton } from "@/shared/ui";
import { documentsQuery, useSignUp } from "../api/session";
import { AuthPage } from "../components/auth-page";
import { LegalText } from "../components/legal-text";
import { PasswordInput } from "../components/password-input";

const PASSWORD_LENGTH_MIN = 12;
const start = { email: "", password: "", displayName: "", accepted: [] as string[] };

const validate = (values: typeof start): Faults => ({
  email: /^\S+@\S+\.\S+$/.test(values.email) ? null : "Enter an e-mail address, such as ada@example.com.",
  password:
    values.password.length >= PASSWORD_LENGTH_MIN
      ? null
      : `Use at least ${PASSWORD_LENGTH_MIN} characters; you have ${values.password.length}. A few words are easy to remember.`,
  risk_disclaimer: values.accepted.includes("risk_disclaimer")
    ? null
    : "Read and accept the risk disclaimer to go on.",
  terms: values.accepted.includes("terms") ? null : "Read and accept the terms to go on.",
});

const claims: Record<LegalDocument["document"], string> = {
  risk_disclaimer: "I have read and accept the",
  terms: "I accept the",
};

export function SignUpPage() {
  const navigate = useNavigate();
  const legal = useQuery(documentsQuery());
  const form = useForm(start, validate);
  const signUp = useSignUp();
  const [shown, setShown] = useState<LegalDocument | null>(null);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!form.check() || !legal.data) return;
    const { email, password, displayName, accepted } = form.values;
    signUp.mutate(
      {
        email: email.trim(),
        password,
        ...(displayName.trim() ? { display_name: displayName.trim() } : {}),
        accepted: legal.data
          .filter((each) => accepted.includes(each.document))
          .map((each) => ({ document: each.document, version: each.version })),
      },
      { onSuccess: () => void navigate({ to: "/" }), onError: form.refuse },
    );
  };

  return (
    <AuthPage
      title="Create an account"
      purpose="You start with a paper account: the whole path from alert to fill, with simulated money."
      foot={
        <>
          Have an account?{" "}
          <Link
            to="/sign-in"

            className="font-medium text-accent underline underline-offset-3"
          >
            Sign in
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
              onBlur={() => form.values.email && form.touch("email")}
            />
          )}
        </Field>
        <Field
          label="Password"
          error={form.errorOf("password")}
          help={`At least ${PASSWORD_LENGTH_MIN} characters.`}
          required
        >
          {(control) => (
            <PasswordInput
              {...control}
              name="password"
              autoComplete="new-password"
              value={form.values.password}
              onChange={(event) => form.set("password", event.target.value)}
              onBlur={() => form.values.password && form.touch("password")}
            />
          )}
        </Field>
        <Field label="Name" help="How the app greets you." optional>
          {(control) => (
            <Input
              {...control}
              name="name"
              autoComplete="name"
              value={form.values.displayName}
              onChange={(event) => form.set("displayName", event.target.value)}
            />
          )}
        </Field>
        {legal.isPending && <Skeleton className="h-14" />}
        {legal.error && (
          <ProblemNotice
            error={legal.error}
            what="The terms could not be read"
            onRetry={() => void legal.refetch()}
          />
        )}
        <div className="grid gap-3">
          {legal.data?.map((document) => (
            <Checkbox
              key={document.document}
              checked={form.values.accepted.includes(document.document)}
              onCheckedChange={(checked) =>
                form.set(
                  "accepted",
                  checked === true
                    ? [...form.values.accepted, document.document]
                    : form.values.accepted.filter((each) => each !== document.document),
                )
              }
              error={form.errorOf(document.document)}
              label={
                <>
                  {claims[document.document] ?? "I accept the"}{" "}
                  <button
                    type="button"
                    onClick={(event) => {
                      event.preventDefault();
                      setShown(document);
                    }}
                    className="font-medium text-accent underline underline-offset-3"
                  >
                    {document.title.toLowerCase()}
                  </button>
                </>
              }
            />
          ))}
        </div>
        {signUp.error && <ProblemNotice error={signUp.error} what="The account was not created" />}
        <Button type="submit" variant="primary" size="lg" busy={signUp.isPending} disabled={!legal.data}>
          Create account
        </Button>
      </form>
      {shown && <LegalText document={shown} onClose={() => setShown(null)} />}
    </AuthPage>
  );
}
