import { useNavigate } from "@tanstack/react-router";
import { PageTitle, toast } from "@/shared/ui";
import { useSaveAgent } from "../api/agents";
import { freshAgent } from "../components/agent-draft";
import { AgentForm } from "../components/agent-form";

export function AgentNewPage() {
  const navigate = useNavigate();
  const save = useSaveAgent();
  return (
    <>
      <PageTitle title="Create an agent" purpose="A URL for your alerts, and the rules they must obey." />
      <AgentForm
        initial={freshAgent}
        verb="Create agent"
        busy={save.isPending}
        error={save.error}
        onSave={(input, refuse) =>
          save.mutate(input, {
            onSuccess: (agent) => {
              toast(
                "ok",
                `${agent.name} is ready`,
                agent.warnings?.join(" ") || "Copy its URL, or send a test alert.",
              );
              void navigate({ to: "/alerts/agents/$agentId", params: { agentId: agent.agent_id } });
            },
            onError: refuse,
          })
        }
      />
    </>
  );
}
