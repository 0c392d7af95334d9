import { ConnectionView } from "@/shared/account";
import type { Account } from "@/shared/api";
import { Badge, Figure, Moment, type Column } from "@/shared/ui";
import { ENVIRONMENT_WORD, LINK_WORD, linkStateOf } from "./link-words";

/** The columns of the trader's accounts; `venueTitle` names a broker as people call it. */
export const accountColumns = (venueTitle: (broker: string) => string): Column<Account>[] => [
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
    cell: (account) => (
      <Badge tone={account.environment === "live" ? "danger" : "neutral"}>
        {ENVIRONMENT_WORD[account.environment]}
      </Badge>
    ),
  },
  { id: "broker", header: "Broker", cell: (account) => venueTitle(account.broker) },
  {
    id: "link",
    header: "Link",
    phone: "wide",
    cell: (account) => {
      const { word, tone } = LINK_WORD[linkStateOf(account)];
      return (
        <span className="inline-flex flex-wrap items-center gap-1.5">
          <Badge tone={tone}>{word}</Badge>
          {account.link && (
            <span className="text-xs text-ink-soft">
              <span className="whitespace-nowrap">key …{account.link.key_hint},</span>{" "}
              <span className="whitespace-nowrap">
                checked <Moment at={account.link.checked_at} />
              </span>
            </span>
          )}
        </span>
      );
    },
  },
  {
    id: "connection",
    header: "Connection",
    phone: "wide",
    className: "min-w-44",
    cell: (account) => (account.connection ? <ConnectionView account={account} /> : null),
  },
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
];
