import { useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { Keyboard } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { isNoticeAsked } from "@/shared/account/live-notice-asked";
import { useForm } from "@/shared/hooks/use-form";
import { useSettled } from "@/shared/hooks/use-settled";
import { VenueChart } from "@/shared/chart/venue-chart";
import {
  barsQuery,
  isLinked,
  useAccounts,
  useCurrentAccount,
  useInstruments,
  useZone,
  venuesQuery,
} from "@/shared/server";
import { closeTicket, type TicketStart } from "@/shared/ticket";
import { Button, ProblemNotice, Sheet, Skeleton } from "@/shared/ui";
import { checkQuery, usePlaceOrder } from "../api/check";
import { useInstrument } from "../api/instrument";
import { useTicketQuote } from "../api/quote";
import { applyChange, useFitting } from "../model/apply";
import { bodyOf, faultsOf, isReady, startDraft } from "../model/draft";
import { figuresOf } from "../model/figures";
import { linesOf } from "../model/lines";
import { offersOf } from "../model/offers";
import { useToldPrice } from "../model/told-price";
import { actionWords } from "../model/words";
import { BracketFields } from "./bracket-fields";
import { KeyHelp } from "./key-help";
import { MoreFields } from "./more-fields";
import { Preview } from "./preview";
import { PriceFields } from "./price-fields";
import { QuoteLine } from "./quote-line";
import { Refusal } from "./refusal";
import { Sent } from "./sent";
import { SizeFields } from "./size-fields";
import { TicketFooter } from "./ticket-footer";
import { ticketKeys } from "./use-ticket-keys";

const LiveNotice = lazy(() =>
  import("@/shared/account/live-notice").then((m) => ({ default: m.LiveNotice })),
);
const TicketChart = lazy(() => import("./ticket-chart").then((m) => ({ default: m.TicketChart })));
const SETTLE_MS = 200;

/** One order by hand: filled in at the left, what would become of it at the right, before anything is sent. */
export function TicketSheet({ start }: { start: TicketStart }) {
  useLeaving();
  const accounts = useAccounts();
  const instruments = useInstruments();
  const current = useCurrentAccount();
  if (!current || !instruments.data)
    return (
      <Sheet onClose={closeTicket} title="New order" className="sm:max-w-4xl">
        <Skeleton className="h-96" />
      </Sheet>
    );
  return (
    <Ticket
      key={JSON.stringify(start)}
      start={start}
      accounts={accounts.data ?? []}
      current={current}
      instruments={instruments.data}
    />
  );
}

/** Going to another page, by one of the ticket's own links or back, leaves the ticket behind. */
function useLeaving(): void {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const first = useRef(path);
  useEffect(() => {
    if (path !== first.current) closeTicket();
  }, [path]);
}

interface TicketProps {
  start: TicketStart;
  accounts: NonNullable<ReturnType<typeof useAccounts>["data"]>;
  current: NonNullable<ReturnType<typeof useCurrentAccount>>;
  instruments: NonNullable<ReturnType<typeof useInstruments>["data"]>;
}

function Ticket({ start, accounts, current, instruments }: TicketProps) {
  const zone = useZone();
  const form = useForm(startDraft(start, current, instruments), faultsOf);
  const { values } = form;
  const account = accounts.find((each) => each.account_id === values.account_id);
  const instrument = useInstrument(values.account_id, values.symbol, instruments);
  const venues = useQuery(venuesQuery());
  const offers = useMemo(
    () => offersOf(account, instrument, venues.data),
    [account, instrument, venues.data],
  );
  useFitting(form, offers);

  const body = instrument && isReady(values) ? bodyOf(values, zone) : null;
  const key = JSON.stringify(body);
  const asked = useMemo(() => (key === "null" ? null : (JSON.parse(key) as typeof body)), [key]);
  const settled = useSettled(asked, SETTLE_MS);
  const check = useQuery(checkQuery(settled));
  const told = body && check.data && !check.error ? check.data : null;
  const isFresh = told !== null && settled === asked && !check.isPlaceholderData;
  // A linked account trades on its own venue's market, whatever its symbols are called: prices and candles come from there.
  const venue = venues.data?.find((each) => each.broker === account?.broker);
  const ours = account && !isLinked(account) ? values.symbol : "";
  const bars = useQuery(barsQuery(ours));
  const { quote, isSilent } = useTicketQuote(account, instrument);
  const reckoned = useToldPrice(values, isFresh ? told : null, check.dataUpdatedAt);
  const last = quote?.last ?? (ours ? bars.data?.at(-1)?.close : reckoned?.price);
  const toldPrice = quote ? { price: quote.last, at: quote.at } : reckoned;

  const place = usePlaceOrder();
  const [armed, setArmed] = useState<string | null>(null);
  const [isHelp, setHelp] = useState(false);
  const isLive = account?.environment === "live";
  const onAnswer = { onSuccess: () => setArmed(null), onError: form.refuse };
  const send = () => {
    if (!form.check() || !body || place.isPending) return;
    if (isLive && armed !== key) return setArmed(key);
    place.mutate(body, onAnswer);
  };
  const isAsked = isNoticeAsked(place.error);

  const summary = isFresh
    ? told.steps.join(" ") || (told.reason ?? "")
    : body
      ? "Working out what it would do…"
      : "Say what is still missing to see what it would do.";
  const parts = { form, account, instrument, offers, last };
  const figures = told && figuresOf(told, instrument);
  return (
    <>
      {isAsked && body && (
        <Suspense>
          <LiveNotice
            verb="Accept and send the order"
            onAccepted={() => place.mutate(body, onAnswer)}
            onClose={place.reset}
          />
        </Suspense>
      )}
      <Sheet
        onClose={closeTicket}
        title="New order"
        subtitle={account && `${account.label} · ${account.environment}`}
        className="sm:max-w-4xl"
        actions={
          <Button
            variant="quiet"
            size="icon-sm"
            aria-label="Keys"
            aria-expanded={isHelp}
            onClick={() => setHelp(!isHelp)}
          >
            <Keyboard aria-hidden />
          </Button>
        }
        footer={
          place.data ? undefined : (
            <TicketFooter
              summary={summary}
              verb={`${actionWords[values.action].label} ${values.symbol}`}
              isLive={isLive}
              isArmed={isLive && armed === key}
              isBusy={place.isPending}
              isRefused={isFresh && told.verdict === "denied"}
              isSell={values.action === "sell"}
            />
          )
        }
      >
        {place.data ? (
          <Sent answer={place.data} onAgain={() => place.reset()} />
        ) : (
          // The form's own keys: each has a control that does the same.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
          <form
            id="ticket"
            noValidate
            className="grid items-start gap-6 md:grid-cols-[minmax(0,24rem)_minmax(0,1fr)]"
            onSubmit={(event) => {
              event.preventDefault();
              send();
            }}
            onKeyDown={ticketKeys({ form, offers, send, toggleHelp: () => setHelp(!isHelp) })}
          >
            <div className="grid gap-4">
              {isHelp && <KeyHelp />}
              <SizeFields {...parts} />
              <PriceFields {...parts} />
              <BracketFields {...parts} />
              <MoreFields {...parts} />
            </div>
            <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
              {instrument && (
                <QuoteLine
                  instrument={instrument}
                  quote={quote}
                  isSilent={isSilent}
                  venue={venue?.title ?? (ours ? "Simulated market" : (account?.label ?? ""))}
                />
              )}
              {instrument && ours && (
                <Suspense fallback={<Skeleton className="h-72" />}>
                  <TicketChart instrument={instrument} lines={linesOf(form, figures)} />
                </Suspense>
              )}
              {instrument && account && !ours && (
                <VenueChart
                  account={account}
                  instrument={instrument}
                  lines={linesOf(form, figures)}
                  told={toldPrice}
                  venue={venue?.title ?? account.label}
                />
              )}
              {!isAsked && (
                <Refusal
                  error={place.error}
                  applyChange={(field, value) => {
                    applyChange(form, field, value);
                    place.reset();
                  }}
                />
              )}
              {body && check.error && <ProblemNotice error={check.error} what="It could not be worked out" />}
              {told && (
                <div className={isFresh ? undefined : "opacity-60"}>
                  <Preview
                    check={told}
                    instrument={instrument}
                    applyChange={(field, value) => applyChange(form, field, value)}
                  />
                </div>
              )}
            </div>
          </form>
        )}
      </Sheet>
    </>
  );
}
