import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { AlertDetail } from "@/features/alerts/components/alert-detail";

const route = getRouteApi("/framed/alerts/list/$alertId");

export function AlertDetailPage() {
  const { alertId } = route.useParams();
  const navigate = useNavigate();
  return (
    <AlertDetail
      alertId={alertId}
      onClose={() =>
        void navigate({
          to: "/alerts",
          search: (before) => ({ outcome: before.outcome, agent: before.agent }),
        })
      }
    />
  );
}
