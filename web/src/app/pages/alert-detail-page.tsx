import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { agentVersionsQuery } from "@/features/agents/api/agents";
import { alertQuery } from "@/features/alerts/api/alerts";
import { AlertDetail } from "@/features/alerts/components/alert-detail";

const route = getRouteApi("/framed/alerts/list/$alertId");

export function AlertDetailPage() {
  const { alertId } = route.useParams();
  const navigate = useNavigate();
  const agentId = useQuery(alertQuery(alertId)).data?.agent_id;
  const versions = useQuery({ ...agentVersionsQuery(agentId ?? ""), enabled: agentId !== undefined });
  return (
    <AlertDetail
      alertId={alertId}
      versions={(versions.data ?? []).map((version) => version.number).sort((a, b) => b - a)}
      onClose={() =>
        void navigate({
          to: "/alerts",
          search: (before) => ({ outcome: before.outcome, agent: before.agent }),
        })
      }
    />
  );
}
