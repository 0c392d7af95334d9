import { useQuery } from "@tanstack/react-query";
import type { AgentVersion } from "@/shared/api";
import { Card, CardBody, CardHeader, Moment, PanelState } from "@/shared/ui";
import { agentVersionsQuery } from "../api/agents";

/** Every version the agent had, newest first, with what each changed. */
export function AgentVersions({ agentId }: { agentId: string }) {
  const query = useQuery(agentVersionsQuery(agentId));
  return (
    <Card aria-label="Versions">
      <CardHeader title="Versions" note="an alert keeps the version it met" />
      <CardBody>
        <PanelState query={query} what="The versions could not be read">
          {(versions) => {
            const newestFirst = [...versions].sort((a, b) => b.number - a.number);
            return (
              <ol className="grid gap-3">
                {newestFirst.map((version, index) => (
                  <Version key={version.version_id} version={version} before={newestFirst[index + 1]} />
                ))}
              </ol>
            );
          }}
        </PanelState>
      </CardBody>
    </Card>
  );
}

function Version({ version, before }: { version: AgentVersion; before: AgentVersion | undefined }) {
  const changes = before ? differences(before.document, version.document) : [];
  return (
    <li className="text-sm">
      <div className="flex items-baseline justify-between gap-3">
        <span className="font-medium">Version {version.number}</span>
        <Moment at={version.created_at} className="text-xs text-ink-soft" />
      </div>
      {version.note && <p>{version.note}</p>}
      <ul className="text-xs text-ink-soft">
        {before ? changes.map((change) => <li key={change}>{change}</li>) : <li>Created</li>}
        {before && changes.length === 0 && <li>Nothing changed but the note</li>}
      </ul>
    </li>
  );
}

type Rules = AgentVersion["document"];

function differences(before: Rules, after: Rules): string[] {
  const names = Object.keys(after) as (keyof Rules)[];
  return names
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => `${name.replaceAll("_", " ")}: ${brief(before[name])} → ${brief(after[name])}`);
}

function brief(value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (Array.isArray(value)) return value.length > 0 ? value.map(brief).join(", ") : "any";
  if (typeof value === "object") {
    const parts = Object.entries(value).filter(([, each]) => each !== null);
    return parts.length > 0
      ? parts.map(([name, each]) => `${name.replaceAll("_", " ")} ${brief(each)}`).join(", ")
      : "none";
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}
