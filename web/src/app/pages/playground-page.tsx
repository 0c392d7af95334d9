import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { agentsQuery } from "@/features/agents/api/agents";
import { Playground } from "@/features/alerts/components/playground";
import { PanelState } from "@/shared/ui";

const route = getRouteApi("/framed/alerts/playground");

export function PlaygroundPage() {
  const choice = route.useSearch();
  const navigate = useNavigate();
  const agents = useQuery(agentsQuery());
  return (
    <PanelState query={agents} what="The agents could not be read">
      {(items) => (
        <Playground
          agents={items}
          choice={choice}
          onChoose={(search) => void navigate({ to: "/alerts/playground", search, replace: true })}
        />
      )}
    </PanelState>
  );
}
