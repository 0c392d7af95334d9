import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { ArrowLeft, Pause, Play, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Agent } from "@/shared/api";
import {
  Button,
  Confirm,
  Notice,
  PageTitle,
  PanelState,
  ProblemNotice,
  StatusWord,
  toast,
} from "@/shared/ui";
import { agentQuery, useDeleteAgent, useMoveAgent, useSaveAgent } from "../api/agents";
import { AgentForm } from "../components/agent-form";
import { AgentMissed } from "../components/agent-missed";
import { AgentTest } from "../components/agent-test";
import { AgentUncapped } from "../components/agent-uncapped";
import { AgentUrl } from "../components/agent-url";
import { inputOf } from "../components/agent-draft";
import { AgentVersions } from "../components/agent-versions";

const route = getRouteApi("/framed/alerts/agents/$agentId");

export function AgentPage() {
  const { agentId } = route.useParams();
  const query = useQuery(agentQuery(agentId));
  return (
    <>
      <Link
        to="/alerts/agents"
        className="mb-2 inline-flex min-h-6 items-center gap-1.5 text-sm text-ink-soft hover:text-ink"
      >
        <ArrowLeft aria-hidden className="size-4" /> Agents
      </Link>
      <PanelState query={query} what="The agent could not be read">
        {(agent) => <AgentView agent={agent} />}
      </PanelState>
    </>
  );
}

function AgentView({ agent }: { agent: Agent }) {
  const save = useSaveAgent(agent.agent_id);
  return (
    <>
      <PageTitle
        title={agent.name}
        purpose={
          <span className="inline-flex items-center gap-2">
            <StatusWord status={agent.status} /> Version {agent.version_number}
          </span>
        }
        actions={<AgentMoves agent={agent} />}
      />
      <AgentMissed agent={agent} />
      <AgentUncapped agent={agent} />
      <div className="mb-4 grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <AgentUrl agent={agent} />
        <div className="grid gap-4">
          <AgentTest agent={agent} />
          <AgentVersions agentId={agent.agent_id} />
        </div>
      </div>
      {save.data?.warnings?.map((warning) => (
        <Notice key={warning} tone="warn" role="status" className="mt-4">
          {warning}
        </Notice>
      ))}
      <h2 className="mt-8 mb-3 text-base font-semibold">Rules</h2>
      <AgentForm
        key={agent.version_id}
        initial={inputOf(agent)}
        verb="Save as a new version"
        isEdit
        hasPassphrase={agent.has_passphrase}
        busy={save.isPending}
        error={save.error}
        onSave={(input, refuse) =>
          save.mutate(input, {
            onSuccess: (saved) =>
              toast("ok", `Saved as version ${saved.version_number}`, "It governs the very next alert."),
            onError: refuse,
          })
        }
      />
    </>
  );
}

function AgentMoves({ agent }: { agent: Agent }) {
  const navigate = useNavigate();
  const move = useMoveAgent(agent.agent_id);
  const remove = useDeleteAgent(agent.agent_id);
  const [deleting, setDeleting] = useState(false);
  const isActive = agent.status === "active";
  return (
    <>
      <Button
        busy={move.isPending}
        onClick={() =>
          move.mutate(isActive ? "pause" : "resume", {
            onSuccess: () =>
              toast(
                "ok",
                isActive ? `${agent.name} is paused` : `${agent.name} is active`,
                isActive ? "The very next alert is refused." : undefined,
              ),
            onError: (error) => toast("danger", "The agent did not change", error.message),
          })
        }
      >
        {isActive ? <Pause aria-hidden /> : <Play aria-hidden />}
        {isActive ? "Pause agent" : "Resume agent"}
      </Button>
      <Button variant="danger-outline" onClick={() => setDeleting(true)}>
        <Trash2 aria-hidden /> Delete
      </Button>
      {deleting && (
        <Confirm
          open
          onOpenChange={setDeleting}
          title={`Delete ${agent.name}`}
          consequence="Its address stops working at once. Alerts, orders and positions it made stay as they are and stay in your records."
          verb="Delete agent"
          danger
          busy={remove.isPending}
          error={remove.error && <ProblemNotice error={remove.error} what="The agent was not deleted" />}
          onConfirm={() =>
            remove.mutate(undefined, {
              onSuccess: () => {
                toast("ok", `${agent.name} is deleted`);
                void navigate({ to: "/alerts/agents" });
              },
            })
          }
        />
      )}
    </>
  );
}
