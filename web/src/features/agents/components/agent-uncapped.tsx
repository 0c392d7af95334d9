import type { Agent } from "@/shared/api";
import { Notice } from "@/shared/ui";
import { NO_CAP } from "./agent-words";

/** Agents made before entries had a cap keep none; what that means is said wherever such an agent is opened. */
export function AgentUncapped({ agent }: { agent: Pick<Agent, "pyramiding_max"> }) {
  if (agent.pyramiding_max !== null) return null;
  return (
    <Notice tone="warn" title={NO_CAP} className="mb-4">
      Every buy or sell signal enters once more, also while the venue has not answered the one before. To stop
      that, set “Entries in one direction” below; 1 is what new agents begin with.
    </Notice>
  );
}
