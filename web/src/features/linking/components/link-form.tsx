import { useState, type SyntheticEvent } from "react";
import type { Venue } from "@/shared/api";
import { useForm, type Faults } from "@/shared/hooks/use-form";
import { LiveNotice } from "@/shared/account/live-notice";
import { isNoticeAsked } from "@/shared/account/live-notice-asked";
import { chooseAccount, useMe, useZone } from "@/shared/server";
import { Button, Checkbox, Field, Input, Notice, ProblemNotice, Segmented, toast } from "@/shared/ui";
import { useBeginOAuth, useCheckCredential, useLinkAccount, type LinkInput } from "../api/linking";
import { CredentialFields } from "./credential-fields";
import { InspectionView } from "./inspection-view";
import { ENVIRONMENT_MEANING, ENVIRONMENT_WORD } from "./link-words";

interface Typed {
  environment: LinkInput["environment"];
  auth: "keys" | "oauth";
  label: string;
  base_url: string;
  credential: { key_id: string; secret: string };
  isUnderstood: boolean;
}

const validate = (values: Typed): Faults => ({
  label: values.label.trim() ? null : "Give the account a name.",
  base_url:
    values.environment !== "rehearsal" || values.base_url.trim().startsWith("http://")
      ? null
      : "Enter the fake venue's address, such as http://127.0.0.1:8701.",
  "credential.key_id": values.auth === "oauth" || values.credential.key_id.trim() ? null : "Paste the key.",
  "credential.secret":
    values.auth === "oauth" || values.credential.secret.trim() ? null : "Paste the secret.",
});

/** Whoever has read the notice once still says for each further account that it is real money. */
const validateAgain = (values: Typed): Faults => ({
  ...validate(values),
  understood:
    values.environment !== "live" || values.isUnderstood ? null : "Say that you know this is real money.",
});

/** Environment, key, what the key may do, then the link: nothing is stored before the last press. */
export function LinkForm({
  venue,
  onBack,
  onDone,
}: {
  venue: Venue;
  onBack: () => void;
  onDone: () => void;
}) {
  const zone = useZone();
  const [start] = useState<Typed>(() => ({
    environment: venue.environments.find((each) => each !== "live") ?? "live",
    auth: "keys",
    label: venue.title,
    base_url: "",
    credential: { key_id: "", secret: "" },
    isUnderstood: false,
  }));
  const me = useMe();
  const hasRead = me.data !== undefined && me.data.acknowledged_risk_at !== null;
  const form = useForm(start, hasRead ? validateAgain : validate);
  const { environment, auth, credential } = form.values;
  const check = useCheckCredential();
  const link = useLinkAccount();
  const consent = useBeginOAuth();
  const isByPage = auth === "oauth" && venue.auth.includes("oauth");
  const inspection = check.data;
  const canLink = inspection !== undefined && inspection.refusal === null;

  const place = () => ({
    environment,
    label: form.values.label.trim(),
    timezone: zone,
    ...(environment === "rehearsal" ? { base_url: form.values.base_url.trim() } : {}),
  });
  const change = <K extends keyof Typed>(name: K, value: Typed[K]) => {
    form.set(name, value);
    if (name !== "label" && name !== "isUnderstood") check.reset(); // what was found belongs to another key
  };
  const asked = {
    broker: venue.broker,
    body: {
      ...place(),
      credential: { key_id: credential.key_id.trim(), secret: credential.secret.trim() },
    },
  };
  const goOn = () => {
    if (isByPage)
      consent.mutate(place(), { onSuccess: ({ url }) => window.location.assign(url), onError: form.refuse });
    else if (!canLink) check.mutate(asked, { onError: form.refuse });
    else
      link.mutate(asked, {
        onSuccess: (account) => {
          chooseAccount(account.account_id);
          toast("ok", `${account.label} is linked`, "It trades from the next signal on.");
          onDone();
        },
        onError: form.refuse,
      });
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (form.check()) goOn();
  };
  // The server asks for the notice before it links the first account with real money; nothing was stored then.
  const refused = [link, consent].find((each) => isNoticeAsked(each.error));
  if (refused)
    return (
      <LiveNotice
        verb={isByPage ? `Accept and go to ${venue.title}` : "Accept and link the account"}
        onAccepted={goOn}
        onClose={refused.reset}
      />
    );

  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <div className="grid gap-2">
        <Segmented
          label="Environment"
          className="justify-self-start"
          value={environment}
          onChange={(next) => change("environment", next)}
          options={venue.environments.map((each) => ({ value: each, label: ENVIRONMENT_WORD[each] }))}
        />
        <Notice tone={environment === "live" ? "danger" : "info"} title={ENVIRONMENT_WORD[environment]}>
          {ENVIRONMENT_MEANING[environment]}
        </Notice>
      </div>
      {venue.auth.length > 1 && (
        <Segmented
          label="How to link"
          className="justify-self-start"
          value={auth}
          onChange={(next) => change("auth", next)}
          options={[
            { value: "keys", label: "With keys" },
            { value: "oauth", label: `On ${venue.title}'s page` },
          ]}
        />
      )}
      <Field label="Name" error={form.errorOf("label")} required>
        {(control) => (
          <Input
            {...control}
            value={form.values.label}
            onChange={(event) => change("label", event.target.value)}
            onBlur={() => form.touch("label")}
          />
        )}
      </Field>
      {environment === "rehearsal" && (
        <Field
          label="Address of the fake venue"
          help="As the command that started it says."
          error={form.errorOf("base_url")}
          required
        >
          {(control) => (
            <Input
              {...control}
              placeholder="http://127.0.0.1:8701"
              value={form.values.base_url}
              onChange={(event) => change("base_url", event.target.value)}
              onBlur={() => form.touch("base_url")}
            />
          )}
        </Field>
      )}
      {!isByPage && (
        <CredentialFields
          fields={venue.fields}
          value={credential}
          onChange={(name, text) => change("credential", { ...credential, [name]: text })}
          errorOf={form.errorOf}
          onBlur={form.touch}
        />
      )}
      {inspection && !isByPage && <InspectionView inspection={inspection} />}
      {environment === "live" && hasRead && (
        <Checkbox
          checked={form.values.isUnderstood}
          onCheckedChange={(next) => change("isUnderstood", next === true)}
          error={form.errorOf("understood")}
          label="I know that this is real money, and that I can lose it."
        />
      )}
      <ProblemNotice error={check.error} what="The key could not be checked" money="untouched" />
      <ProblemNotice error={link.error} what="The account was not linked" money="untouched" />
      <ProblemNotice error={consent.error} what="The venue's page could not be opened" money="untouched" />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onBack} className="mr-auto">
          Another venue
        </Button>
        <Button
          type="submit"
          variant={canLink && environment === "live" ? "danger" : "primary"}
          busy={check.isPending || link.isPending || consent.isPending}
        >
          {isByPage ? `Go to ${venue.title}` : canLink ? `Link ${environment} account` : "Check the key"}
        </Button>
      </div>
    </form>
  );
}
