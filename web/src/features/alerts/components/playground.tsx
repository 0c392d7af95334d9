import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FlaskConical, Send } from "lucide-react";
import { useState } from "react";
import type { Agent } from "@/shared/api";
import { useSettled } from "@/shared/hooks/use-settled";
import { MessageEditor, previewQuery, PreviewView, samples, type PreviewInput } from "@/shared/preview";
import { useCurrentAccount } from "@/shared/server";
import {
  Button,
  Card,
  CardBody,
  CardHeader,
  EmptyState,
  Field,
  PanelState,
  ProblemNotice,
  SkeletonRows,
} from "@/shared/ui";
import { alertQuery } from "../api/alerts";
import { PlaygroundChoices, type PlaygroundChoice } from "./playground-choices";

const SETTLE_MS = 200;

interface PlaygroundProps {
  agents: readonly Agent[];
  choice: PlaygroundChoice;
  onChoose: (choice: PlaygroundChoice) => void;
}

/** A message, whose rules judge it, and all that would become of it. Nothing is stored and nothing is sent. */
export function Playground({ agents, choice, onChoose }: PlaygroundProps) {
  const stored = useQuery({ ...alertQuery(choice.alert ?? ""), enabled: choice.alert !== undefined });
  const sample = samples.find((each) => each.name === choice.sample);
  const source = choice.alert ? stored.data?.body : sample?.body;
  if (choice.alert && source === undefined && !stored.error) return <SkeletonRows />;
  return (
    <>
      {stored.error && (
        <ProblemNotice error={stored.error} what="The alert could not be read" className="mb-4" />
      )}
      <Workbench
        key={choice.alert ?? choice.sample ?? "own"}
        start={source ?? ""}
        agents={agents}
        choice={choice}
        onChoose={onChoose}
      />
    </>
  );
}

/** What is asked: by an agent's rules on its accounts, or by nobody's on the account the frame is about. */
function inputOf(body: string, choice: PlaygroundChoice, agents: readonly Agent[], account?: string) {
  const agent = agentOf(choice, agents);
  const input: PreviewInput = agent
    ? { body, agent_id: agent.agent_id, account_id: choice.account ?? null }
    : { body, account_id: choice.account ?? account ?? null };
  return body.trim() ? input : null;
}

function agentOf(choice: PlaygroundChoice, agents: readonly Agent[]): Agent | undefined {
  if (choice.agent === "none") return undefined;
  return agents.find((agent) => agent.agent_id === choice.agent) ?? agents[0];
}

function Workbench({ start, agents, choice, onChoose }: PlaygroundProps & { start: string }) {
  const [body, setBody] = useState(start);
  const settled = useSettled(body, SETTLE_MS);
  const current = useCurrentAccount()?.account_id;
  const agent = agentOf(choice, agents);
  const query = useQuery(previewQuery(inputOf(settled, choice, agents, current)));
  const faults = query.data && body === settled && body.trim() ? query.data.faults : [];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-2">
      <Card aria-label="Message" className="lg:sticky lg:top-18">
        <CardHeader title="Message" note="nothing here is stored or sent" />
        <CardBody className="grid gap-4">
          <PlaygroundChoices agents={agents} agent={agent} choice={choice} onChoose={onChoose} />
          <Field
            label="Text of the message"
            help="As a sender would post it: JSON, key=value, or a bridge's own format."
          >
            {(control) => (
              <MessageEditor
                {...control}
                aria-invalid={faults.length > 0 ? true : undefined}
                value={body}
                onChange={setBody}
                faults={faults}
              />
            )}
          </Field>
          {agent && (
            <p className="flex flex-wrap items-center justify-between gap-3 text-xs text-ink-soft">
              To send a real alert, go to the agent and use its test.
              <Button asChild size="sm">
                <Link to="/alerts/agents/$agentId" params={{ agentId: agent.agent_id }}>
                  <Send aria-hidden /> Test {agent.name}
                </Link>
              </Button>
            </p>
          )}
        </CardBody>
      </Card>
      {body.trim() ? (
        <PanelState query={query} what="The message could not be judged">
          {(preview) => <PreviewView preview={preview} />}
        </PanelState>
      ) : (
        <Card aria-label="What would become of it">
          <EmptyState
            icon={FlaskConical}
            title="What would become of it"
            action={
              <Button onClick={() => onChoose({ ...choice, alert: undefined, sample: samples[0]?.name })}>
                Try a sample
              </Button>
            }
          >
            Paste a message, or pick a stored alert or a sample. You see how it is read, what is wrong and
            where, and the order it would become, with its stop and target.
          </EmptyState>
        </Card>
      )}
    </div>
  );
}
