import { Link } from "@tanstack/react-router";
import { Send } from "lucide-react";
import { useState } from "react";
import type { Agent } from "@/shared/api";
import { useAccounts, useInstruments } from "@/shared/server";
import {
  Button,
  Card,
  CardBody,
  CardHeader,
  Field,
  NativeSelect,
  Notice,
  ProblemNotice,
  Segmented,
} from "@/shared/ui";
import { useTestAgent } from "../api/agents";

type Action = "buy" | "sell" | "exit";

/** Sends a real alert, so it says on which money before it does. */
export function AgentTest({ agent }: { agent: Agent }) {
  const accounts = useAccounts();
  const instruments = useInstruments();
  const test = useTestAgent(agent.agent_id);
  const symbols =
    agent.symbols.length > 0 ? agent.symbols : (instruments.data?.map((each) => each.symbol) ?? []);
  const [symbol, setSymbol] = useState("");
  const [action, setAction] = useState<Action>("buy");
  const chosen = symbol || symbols[0] || "";
  const targets = accounts.data?.filter((account) => agent.account_ids.includes(account.account_id)) ?? [];
  const isReal = targets.some((account) => account.environment === "live");

  return (
    <Card aria-label="Test">
      <CardHeader title="Test" note="a real alert through the whole path" />
      <CardBody className="grid gap-4">
        <Segmented<Action>
          label="Action"
          className="justify-self-start"
          value={action}
          onChange={setAction}
          options={[
            { value: "buy", label: "Buy" },
            { value: "sell", label: "Sell" },
            { value: "exit", label: "Exit" },
          ]}
        />
        <Field label="Symbol">
          {(control) => (
            <NativeSelect {...control} value={chosen} onChange={(event) => setSymbol(event.target.value)}>
              {symbols.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <p className="text-xs text-ink-soft">
          {isReal
            ? "This sends a real order with real money on "
            : "This places an order with simulated money on "}
          {targets.map((account) => account.label).join(", ") || "no account"}.
        </p>
        <Button
          variant={isReal ? "danger" : "primary"}
          busy={test.isPending}
          disabled={!chosen || agent.status !== "active"}
          onClick={() => test.mutate({ symbol: chosen, action })}
        >
          <Send aria-hidden /> Send test alert
        </Button>
        {agent.status !== "active" && (
          <p className="text-xs text-warn">The agent is paused: resume it first.</p>
        )}
        {test.error && <ProblemNotice error={test.error} what="The test alert was refused" />}
        {test.data && (
          <Notice
            tone={test.data.outcome === "accepted" ? "ok" : "warn"}
            role="status"
            title={test.data.duplicate ? "Taken for a repetition of the last test" : "The alert was accepted"}
          >
            <Link
              to="/alerts/$alertId"
              params={{ alertId: test.data.alert_id }}
              className="font-medium text-accent underline underline-offset-3"
            >
              See what became of it
            </Link>
          </Notice>
        )}
      </CardBody>
    </Card>
  );
}
