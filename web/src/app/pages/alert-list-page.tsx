import { getRouteApi, Link, Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { useAgents } from "@/features/agents/api/agents";
import { AlertList } from "@/features/alerts/components/alert-list";
import type { AlertOutcome } from "@/shared/api";
import { Button, NativeSelect, Segmented } from "@/shared/ui";

const route = getRouteApi("/framed/alerts/list");

const outcomes = [
  { value: "all", label: "All" },
  { value: "accepted", label: "Accepted" },
  { value: "duplicate", label: "Duplicate" },
  { value: "refused", label: "Refused" },
] as const;

export function AlertListPage() {
  const { outcome, agent } = route.useSearch();
  const navigate = useNavigate();
  const agents = useAgents();
  const selected = useParams({ strict: false }).alertId;
  const show = (next: { outcome?: AlertOutcome | undefined; agent?: string | undefined }) =>
    void navigate({ to: "/alerts", search: { outcome, agent, ...next }, replace: true });
  return (
    <>
      <AlertList
        filter={{ outcome, agent_id: agent }}
        selected={selected}
        onOpen={(alertId) =>
          void navigate({ to: "/alerts/$alertId", params: { alertId }, search: { outcome, agent } })
        }
        filters={
          <>
            <Segmented
              label="Show alerts that are"
              size="sm"
              value={outcomes.find((each) => each.value === outcome)?.value ?? "all"}
              options={outcomes}
              onChange={(next) => show({ outcome: next === "all" ? undefined : next })}
            />
            <NativeSelect
              aria-label="Agent"
              className="h-8 w-auto text-xs! sm:text-xs"
              value={agent ?? ""}
              onChange={(event) => show({ agent: event.target.value || undefined })}
            >
              <option value="">Every agent</option>
              {agents.data?.map((each) => (
                <option key={each.agent_id} value={each.agent_id}>
                  {each.name}
                </option>
              ))}
            </NativeSelect>
          </>
        }
        emptyAction={
          <Button asChild variant="primary">
            <Link to="/alerts/agents">Set up an agent</Link>
          </Button>
        }
      />
      <Outlet />
    </>
  );
}
