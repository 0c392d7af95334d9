import { KeyRound, RefreshCw } from "lucide-react";
import { useState } from "react";
import type { Agent } from "@/shared/api";
import { Button, Card, CardBody, CardHeader, Confirm, CopyButton, ProblemNotice, toast } from "@/shared/ui";
import { useMoveAgent, useSigningSecret } from "../api/agents";
import { curlFor, TRADINGVIEW_MESSAGE } from "./agent-words";

/** The address alerts are sent to, and what to send there. */
export function AgentUrl({ agent }: { agent: Agent }) {
  const [rotating, setRotating] = useState(false);
  const move = useMoveAgent(agent.agent_id);
  const url = new URL(agent.url, location.origin).href;
  const symbol = agent.symbols[0] ?? "BTCUSD";
  return (
    <Card aria-label="Address and message">
      <CardHeader
        title="Address and message"
        actions={
          <Button size="sm" onClick={() => setRotating(true)}>
            <RefreshCw aria-hidden /> New address…
          </Button>
        }
      />
      <CardBody className="grid gap-4">
        <Copyable
          label="Webhook URL"
          text={url}
          what="webhook URL"
          note="Whoever has this address can send alerts to the agent. Keep it as you would a password."
        />
        <Copyable
          label="Message for TradingView"
          text={TRADINGVIEW_MESSAGE}
          what="TradingView message"
          note="Paste it into the Message box of the alert; TradingView fills in the names in braces when the alert fires."
        />
        <Copyable label="Try it from a terminal" text={curlFor(url, symbol)} what="curl command" />
        <SignedWebhook agent={agent} />
      </CardBody>
      {rotating && (
        <Confirm
          open
          onOpenChange={setRotating}
          title="Give this agent a new address"
          consequence="The old address stops working at once: every alert still sent to it is refused. You must paste the new one wherever the old one is used."
          verb="Replace the address"
          danger
          busy={move.isPending}
          error={move.error && <ProblemNotice error={move.error} what="The address was not changed" />}
          onConfirm={() =>
            move.mutate("rotate-token", {
              onSuccess: () => {
                toast("ok", "The agent has a new address");
                setRotating(false);
              },
            })
          }
        />
      )}
    </Card>
  );
}

/** For programs that can set headers: the same agent, proved by a signature instead of by its address. */
function SignedWebhook({ agent }: { agent: Agent }) {
  const secret = useSigningSecret(agent.agent_id);
  return (
    <div className="grid gap-1.5">
      <h3 className="text-sm font-medium">Signed webhook</h3>
      <p className="text-xs text-ink-soft">
        Programs that can set headers send to <code className="font-mono">/api/unify/v1/webhook/paper</code>{" "}
        with <code className="font-mono">X-Webhook-Agent: {agent.agent_id}</code> and{" "}
        <code className="font-mono">X-Webhook-Signature: t=…,v1=…</code>, the hex HMAC-SHA-256 of “t.body”
        with this key.
      </p>
      {secret.error && <ProblemNotice error={secret.error} what="The key could not be read" />}
      {secret.data ? (
        <Copyable label="Signing key" text={secret.data.secret} what="signing key" />
      ) : (
        <Button
          size="sm"
          className="justify-self-start"
          busy={secret.isPending}
          onClick={() => secret.mutate()}
        >
          <KeyRound aria-hidden /> Show the signing key
        </Button>
      )}
    </div>
  );
}

function Copyable({ label, text, what, note }: { label: string; text: string; what: string; note?: string }) {
  return (
    <div className="grid gap-1.5">
      <div className="flex items-center justify-between gap-3">
        <h3 className="text-sm font-medium">{label}</h3>
        <CopyButton text={text} what={what} label="Copy" />
      </div>
      <pre className="overflow-x-auto rounded-control border border-line bg-sunken px-3 py-2 font-mono text-xs break-all whitespace-pre-wrap">
        {text}
      </pre>
      {note && <p className="text-xs text-ink-soft">{note}</p>}
    </div>
  );
}
