import { Link, useNavigate } from "@tanstack/react-router";
import { Webhook } from "lucide-react";
import { useMemo } from "react";
import type { Agent } from "@/shared/api";
import { useAccountLabel } from "@/shared/server";
import {
  Badge,
  Button,
  Card,
  CardHeader,
  CopyButton,
  DataTable,
  EmptyState,
  Moment,
  PanelState,
  StatusWord,
  type Column,
} from "@/shared/ui";
import { useAgents } from "../api/agents";
import { inputOf } from "../components/agent-draft";
import { NO_CAP, sizingSentence } from "../components/agent-words";

export function AgentsPage() {
  const navigate = useNavigate();
  const query = useAgents();
  const accountLabel = useAccountLabel();
  const columns = useMemo<Column<Agent>[]>(
    () => [
      {
        id: "name",
        header: "Name",
        phone: "title",
        cell: (agent) => <span className="font-medium">{agent.name}</span>,
        compare: (a, b) => a.name.localeCompare(b.name),
      },
      {
        id: "status",
        header: "Status",
        phone: "aside",
        cell: (agent) => <StatusWord status={agent.status} />,
      },
      { id: "accounts", header: "Accounts", cell: (agent) => agent.account_ids.map(accountLabel).join(", ") },
      {
        id: "symbols",
        header: "Symbols",
        cell: (agent) => (agent.symbols.length > 0 ? agent.symbols.join(", ") : "any"),
        className: "max-w-56 truncate",
      },
      { id: "size", header: "Size", cell: (agent) => sizingSentence(inputOf(agent).sizing, "") },
      {
        id: "entries",
        header: "Entries",
        cell: (agent) =>
          agent.pyramiding_max === null ? (
            <Badge tone="warn">{NO_CAP}</Badge>
          ) : (
            `at most ${agent.pyramiding_max}`
          ),
      },
      { id: "version", header: "Version", numeric: true, cell: (agent) => agent.version_number },
      {
        id: "changed",
        header: "Changed",
        cell: (agent) => <Moment at={agent.updated_at} className="text-ink-soft" />,
      },
    ],
    [accountLabel],
  );
  return (
    <Card aria-label="Agents">
      <CardHeader title="Agents" note="a URL with rules: which accounts, how much, which limits" />
      <PanelState
        query={query}
        what="The agents could not be read"
        isEmpty={(rows) => rows.length === 0}
        empty={
          <EmptyState
            icon={Webhook}
            title="No agents yet"
            action={
              <Button asChild variant="primary">
                <Link to="/alerts/agents/new">Create agent</Link>
              </Button>
            }
          >
            An agent gives you a URL to paste into TradingView. Its rules decide what an alert may do with
            your money.
          </EmptyState>
        }
      >
        {(rows) => (
          <DataTable
            caption="Agents"
            columns={columns}
            rows={rows}
            rowKey={(agent) => agent.agent_id}
            onOpen={(agent) =>
              void navigate({ to: "/alerts/agents/$agentId", params: { agentId: agent.agent_id } })
            }
            actions={(agent) => (
              <CopyButton
                text={new URL(agent.url, location.origin).href}
                what={`webhook URL of ${agent.name}`}
                label="Copy URL"
              />
            )}
          />
        )}
      </PanelState>
    </Card>
  );
}
