import { useInfiniteQuery } from "@tanstack/react-query";
import type { Agent } from "@/shared/api";
import { formatMoment } from "@/shared/format";
import { samples } from "@/shared/preview";
import { useAccounts, useZone } from "@/shared/server";
import { Field, NativeSelect } from "@/shared/ui";
import { alertsQuery } from "../api/alerts";
import { agentOf, askedFor } from "./alert-words";

/** What the address keeps. The text itself stays out of it: it may hold a passphrase. */
export interface PlaygroundChoice {
  /** "none" judges by nobody's rules; nothing means the first agent. */
  agent?: string | undefined;
  account?: string | undefined;
  alert?: string | undefined;
  sample?: string | undefined;
}

interface PlaygroundChoicesProps {
  agents: readonly Agent[];
  agent: Agent | undefined;
  choice: PlaygroundChoice;
  onChoose: (choice: PlaygroundChoice) => void;
}

const ALERT = "alert:";
const SAMPLE = "sample:";

/** Where the message comes from, and whose rules and which account judge it. */
export function PlaygroundChoices({ agents, agent, choice, onChoose }: PlaygroundChoicesProps) {
  const accounts = useAccounts();
  const zone = useZone();
  const alerts = useInfiniteQuery(alertsQuery());
  const offered =
    accounts.data?.filter((each) => !agent || agent.account_ids.includes(each.account_id)) ?? [];
  const listed = alerts.data ?? [];
  const start = choice.alert ? ALERT + choice.alert : choice.sample ? SAMPLE + choice.sample : "";

  const begin = (value: string) =>
    onChoose({
      ...choice,
      alert: value.startsWith(ALERT) ? value.slice(ALERT.length) : undefined,
      sample: value.startsWith(SAMPLE) ? value.slice(SAMPLE.length) : undefined,
    });
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Begin with" className="sm:col-span-2">
        {(control) => (
          <NativeSelect {...control} value={start} onChange={(event) => begin(event.target.value)}>
            <option value="">A message of your own</option>
            <optgroup label="Samples">
              {samples.map((sample) => (
                <option key={sample.name} value={SAMPLE + sample.name}>
                  {sample.title}
                </option>
              ))}
            </optgroup>
            {(listed.length > 0 || choice.alert) && (
              <optgroup label="Alerts you received">
                {choice.alert && !listed.some((each) => each.alert_id === choice.alert) && (
                  <option value={ALERT + choice.alert}>An older alert</option>
                )}
                {listed.map((alert) => (
                  <option key={alert.alert_id} value={ALERT + alert.alert_id}>
                    {formatMoment(new Date(alert.received_at), zone)} · {askedFor(alert)} · {agentOf(alert)}
                  </option>
                ))}
              </optgroup>
            )}
          </NativeSelect>
        )}
      </Field>
      <Field label="By the rules of">
        {(control) => (
          <NativeSelect
            {...control}
            value={agent?.agent_id ?? "none"}
            onChange={(event) => onChoose({ ...choice, agent: event.target.value, account: undefined })}
          >
            {agents.map((each) => (
              <option key={each.agent_id} value={each.agent_id}>
                {each.name}
              </option>
            ))}
            <option value="none">No agent</option>
          </NativeSelect>
        )}
      </Field>
      <Field label="On">
        {(control) => (
          <NativeSelect
            {...control}
            value={choice.account ?? ""}
            onChange={(event) => onChoose({ ...choice, account: event.target.value || undefined })}
          >
            <option value="">{agent ? "Every account of the agent" : "The account in the top bar"}</option>
            {offered.map((account) => (
              <option key={account.account_id} value={account.account_id}>
                {account.label}
                {account.environment === "live" ? " (live)" : ""}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
    </div>
  );
}
