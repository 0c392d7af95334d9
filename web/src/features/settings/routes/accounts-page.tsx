import { FlaskConical, Pencil, Plus } from "lucide-react";
import { useState, type SyntheticEvent } from "react";
import type { Account } from "@/shared/api";
import { isDecimal, shiftPoint, signOf } from "@/shared/format";
import { useForm, type Faults } from "@/shared/hooks/use-form";
import { chooseAccount, useAccounts, useZone } from "@/shared/server";
import {
  Badge,
  Button,
  Card,
  CardHeader,
  DataTable,
  DecimalInput,
  Dialog,
  EmptyState,
  Field,
  Figure,
  Input,
  Moment,
  PanelState,
  ProblemNotice,
  toast,
  type Column,
} from "@/shared/ui";
import { useCreateAccount, useRenameAccount } from "../api/settings";

const columns: Column<Account>[] = [
  {
    id: "label",
    header: "Name",
    phone: "title",
    cell: (account) => <span className="font-medium">{account.label}</span>,
    compare: (a, b) => a.label.localeCompare(b.label),
  },
  {
    id: "kind",
    header: "Money",
    phone: "aside",
    cell: (account) => <Badge>{account.environment === "live" ? "Live: real" : "Paper: simulated"}</Badge>,
  },
  { id: "broker", header: "Broker", cell: (account) => account.broker },
  {
    id: "equity",
    header: "Equity",
    numeric: true,
    cell: (account) => <Figure value={account.equity} decimals={2} unit={account.currency} />,
  },
  {
    id: "cash",
    header: "Cash",
    numeric: true,
    cell: (account) => <Figure value={account.cash} decimals={2} unit={account.currency} />,
  },
  { id: "zone", header: "Day begins in", cell: (account) => account.timezone },
  {
    id: "created",
    header: "Created",
    cell: (account) => <Moment at={account.created_at} className="text-ink-soft" />,
  },
];

export function AccountsPage() {
  const query = useAccounts();
  const [creating, setCreating] = useState(false);
  const [renaming, setRenaming] = useState<Account | null>(null);
  return (
    <Card aria-label="Broker accounts">
      <CardHeader
        title="Broker accounts"
        actions={
          <Button variant="primary" size="sm" onClick={() => setCreating(true)}>
            <Plus aria-hidden /> Create paper account
          </Button>
        }
      />
      <PanelState
        query={query}
        what="The accounts could not be read"
        isEmpty={(rows) => rows.length === 0}
        empty={
          <EmptyState icon={FlaskConical} title="No account yet">
            A paper account trades live prices with simulated money: the place to try an agent before it
            touches yours.
          </EmptyState>
        }
      >
        {(rows) => (
          <DataTable
            caption="Broker accounts"
            columns={columns}
            rows={rows}
            rowKey={(account) => account.account_id}
            actions={(account) => (
              <Button size="sm" onClick={() => setRenaming(account)} aria-label={`Rename ${account.label}`}>
                <Pencil aria-hidden /> Rename
              </Button>
            )}
          />
        )}
      </PanelState>
      {creating && <CreateAccount onDone={() => setCreating(false)} />}
      {renaming && <RenameAccount account={renaming} onDone={() => setRenaming(null)} />}
    </Card>
  );
}

const start = { label: "", cash: "100000", feePercent: "0.05", slippage: "1", latency: "20" };
const orZero = (text: string) => (isDecimal(text) && signOf(text) >= 0 ? null : "Enter zero or more.");
const validate = (values: typeof start): Faults => ({
  label: values.label.trim() ? null : "Give the account a name.",
  "config.starting_cash":
    isDecimal(values.cash) && signOf(values.cash) > 0 ? null : "Enter an amount above zero.",
  "config.fee_rate": orZero(values.feePercent),
  "config.slippage_bps": orZero(values.slippage),
  "config.latency_ms": /^\d{1,5}$/.test(values.latency) ? null : "Enter whole milliseconds.",
});

function CreateAccount({ onDone }: { onDone: () => void }) {
  const form = useForm(start, validate);
  const create = useCreateAccount();
  const zone = useZone();
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!form.check()) return;
    const { label, cash, feePercent, slippage, latency } = form.values;
    create.mutate(
      {
        label: label.trim(),
        broker: "paper",
        timezone: zone,
        config: {
          starting_cash: cash.trim(),
          fee_rate: shiftPoint(feePercent, -2),
          slippage_bps: slippage.trim(),
          latency_ms: Number(latency),
        },
      },
      {
        onSuccess: (account) => {
          chooseAccount(account.account_id);
          toast("ok", `${account.label} is ready`);
          onDone();
        },
        onError: form.refuse,
      },
    );
  };
  const field = (
    name: Exclude<keyof typeof start, "label">,
    path: string,
    label: string,
    unit: string,
    help: string,
  ) => (
    <Field label={label} error={form.errorOf(path)} help={help}>
      {(control) => (
        <DecimalInput
          {...control}
          unit={unit}
          value={form.values[name]}
          onChange={(event) => form.set(name, event.target.value)}
          onBlur={() => form.touch(path)}
        />
      )}
    </Field>
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone()}
      title="Create a paper account"
      description="Live prices, simulated money. Make it as costly and slow as the venue you mean to use."
    >
      <form onSubmit={submit} noValidate className="grid gap-4">
        <Field label="Name" error={form.errorOf("label")} required>
          {(control) => (
            <Input
              {...control}
              value={form.values.label}
              onChange={(event) => form.set("label", event.target.value)}
              onBlur={() => form.touch("label")}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          {field("cash", "config.starting_cash", "Starting cash", "USD", "What the account begins with.")}
          {field("feePercent", "config.fee_rate", "Fee", "%", "Of the value of each fill.")}
          {field(
            "slippage",
            "config.slippage_bps",
            "Slippage",
            "bp",
            "How much worse than the quote a market order fills, in hundredths of a percent.",
          )}
          {field("latency", "config.latency_ms", "Latency", "ms", "How long the venue takes to answer.")}
        </div>
        {create.error && <ProblemNotice error={create.error} what="The account was not created" />}
        <div className="flex justify-end gap-2">
          <Button onClick={onDone}>Cancel</Button>
          <Button type="submit" variant="primary" busy={create.isPending}>
            Create account
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function RenameAccount({ account, onDone }: { account: Account; onDone: () => void }) {
  const [label, setLabel] = useState(account.label);
  const rename = useRenameAccount();
  return (
    <Dialog open onOpenChange={(open) => !open && onDone()} title={`Rename ${account.label}`}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (label.trim())
            rename.mutate({ accountId: account.account_id, label: label.trim() }, { onSuccess: onDone });
        }}
      >
        <Field label="Name" required>
          {(control) => (
            <Input {...control} value={label} onChange={(event) => setLabel(event.target.value)} />
          )}
        </Field>
        {rename.error && <ProblemNotice error={rename.error} what="The account was not renamed" />}
        <div className="flex justify-end gap-2">
          <Button onClick={onDone}>Cancel</Button>
          <Button type="submit" variant="primary" busy={rename.isPending} disabled={!label.trim()}>
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
