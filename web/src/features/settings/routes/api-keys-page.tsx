import { KeyRound, Plus } from "lucide-react";
import { useState, type SyntheticEvent } from "react";
import type { ApiKey } from "@/shared/api";
import {
  Badge,
  Button,
  Card,
  CardHeader,
  Confirm,
  CopyButton,
  DataTable,
  Dialog,
  EmptyState,
  Field,
  Input,
  Moment,
  Notice,
  PanelState,
  ProblemNotice,
  Segmented,
  toast,
  type Column,
} from "@/shared/ui";
import { useApiKeys, useCreateApiKey, useDeleteApiKey } from "../api/settings";

const columns: Column<ApiKey>[] = [
  {
    id: "name",
    header: "Name",
    phone: "title",
    cell: (key) => <span className="font-medium">{key.name}</span>,
    compare: (a, b) => a.name.localeCompare(b.name),
  },
  {
    id: "prefix",
    header: "Begins with",
    cell: (key) => <span className="font-mono text-xs">{key.prefix}…</span>,
  },
  {
    id: "scopes",
    header: "May",
    phone: "aside",
    cell: (key) => (
      <Badge tone={key.scopes.includes("trade") ? "warn" : "neutral"}>
        {key.scopes.includes("risk")
          ? "Trade and risk"
          : key.scopes.includes("trade")
            ? "Read and trade"
            : "Read"}
      </Badge>
    ),
  },
  {
    id: "used",
    header: "Last used",
    cell: (key) =>
      key.last_used_at ? <Moment at={key.last_used_at} /> : <span className="text-ink-soft">never</span>,
  },
  {
    id: "created",
    header: "Created",
    cell: (key) => <Moment at={key.created_at} className="text-ink-soft" />,
  },
];

export function ApiKeysPage() {
  const query = useApiKeys();
  const [creating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState<ApiKey | null>(null);
  const remove = useDeleteApiKey();
  return (
    <Card aria-label="API keys">
      <CardHeader
        title="API keys"
        note={
          <>
            sent as <code className="font-mono">Authorization: Bearer</code>
          </>
        }
        actions={
          <Button variant="primary" size="sm" onClick={() => setCreating(true)}>
            <Plus aria-hidden /> Create API key
          </Button>
        }
      />
      <PanelState
        query={query}
        what="The API keys could not be read"
        isEmpty={(rows) => rows.length === 0}
        empty={
          <EmptyState icon={KeyRound} title="No API keys">
            A key lets a program of yours read your orders or place them, without your password.
          </EmptyState>
        }
      >
        {(rows) => (
          <DataTable
            caption="API keys"
            columns={columns}
            rows={rows}
            rowKey={(key) => key.api_key_id}
            actions={(key) => (
              <Button
                size="sm"
                variant="danger-outline"
                onClick={() => setDeleting(key)}
                aria-label={`Revoke ${key.name}`}
              >
                Revoke
              </Button>
            )}
          />
        )}
      </PanelState>
      {creating && <CreateKey onDone={() => setCreating(false)} />}
      {deleting && (
        <Confirm
          open
          onOpenChange={(open) => !open && setDeleting(null)}
          title={`Revoke ${deleting.name}`}
          consequence="Programs that use this key are refused from the next call on. This cannot be undone."
          verb="Revoke key"
          danger
          busy={remove.isPending}
          error={remove.error && <ProblemNotice error={remove.error} what="The key was not revoked" />}
          onConfirm={() =>
            remove.mutate(deleting.api_key_id, {
              onSuccess: () => {
                toast("ok", `${deleting.name} is revoked`);
                setDeleting(null);
              },
            })
          }
        />
      )}
    </Card>
  );
}

type Scope = "read" | "trade" | "risk";

const SCOPES: Record<Scope, Scope[]> = {
  read: ["read"],
  trade: ["read", "trade"],
  risk: ["read", "trade", "risk"],
};

function CreateKey({ onDone }: { onDone: () => void }) {
  const [name, setName] = useState("");
  const [scope, setScope] = useState<Scope>("read");
  const create = useCreateApiKey();
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (name.trim()) create.mutate({ name: name.trim(), scopes: SCOPES[scope] });
  };
  if (create.data) {
    return (
      <Dialog
        open
        onOpenChange={(open) => !open && onDone()}
        title="Your new API key"
        footer={
          <Button variant="primary" onClick={onDone}>
            I have stored it
          </Button>
        }
      >
        <Notice tone="warn" className="mb-4" title="It is shown this one time">
          We keep only its fingerprint. Store it where your program reads its secrets.
        </Notice>
        <div className="flex items-center gap-2 rounded-control border border-line bg-sunken px-3 py-2">
          <code className="min-w-0 flex-1 font-mono text-xs break-all">{create.data.key}</code>
          <CopyButton text={create.data.key} what="API key" />
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone()}
      title="Create an API key"
      description="Give each program its own, so that one can be revoked alone."
    >
      <form onSubmit={submit} noValidate className="grid gap-4">
        <Field label="Name" help="Which program uses it." required>
          {(control) => (
            <Input
              {...control}
              value={name}
              placeholder="Trading journal"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <div className="grid justify-items-start gap-1.5">
          <span className="text-sm font-medium">It may</span>
          <Segmented<Scope>
            label="It may"
            value={scope}
            onChange={setScope}
            options={[
              { value: "read", label: "Read" },
              { value: "trade", label: "Read and trade" },
              { value: "risk", label: "Trade and risk" },
            ]}
          />
          {scope === "risk" && (
            <span className="text-sm text-ink-soft">
              It may also loosen limits, release kill switches and link accounts.
            </span>
          )}
        </div>
        {create.error && <ProblemNotice error={create.error} what="The key was not created" />}
        <div className="flex justify-end gap-2">
          <Button onClick={onDone}>Cancel</Button>
          <Button type="submit" variant="primary" busy={create.isPending} disabled={!name.trim()}>
            Create key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
