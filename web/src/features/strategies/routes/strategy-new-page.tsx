import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { ArrowLeft, FilePlus2, PencilLine } from "lucide-react";
import { useState } from "react";
import { formatAge } from "@/shared/format";
import { Badge, Button, Card, CardBody, CardHeader, Field, PageTitle, Textarea } from "@/shared/ui";
import { BuilderPage } from "../components/builder-page";
import { findDraft, keepDraft } from "../components/state/kept-draft";
import { BLANK, examples } from "../document/examples";
import { readText } from "../document/text";

const route = getRouteApi("/framed/strategies/new");

export function BackToStrategies() {
  return (
    <Link
      to="/strategies"
      className="mb-2 inline-flex min-h-6 items-center gap-1.5 text-sm text-ink-soft hover:text-ink"
    >
      <ArrowLeft aria-hidden className="size-4" /> Strategies
    </Link>
  );
}

export function StrategyNewPage() {
  const { from } = route.useSearch();
  return from ? <NewBuilder key={from} from={from} /> : <Beginnings />;
}

function textOf(from: string): string {
  if (from === "draft") return findDraft(null)?.text ?? BLANK;
  return examples.find((example) => example.key === from)?.text ?? BLANK;
}

function NewBuilder({ from }: { from: string }) {
  const navigate = useNavigate();
  const [loaded] = useState(() => ({ text: textOf(from), version: null }));
  return (
    <BuilderPage
      strategyId={null}
      loaded={loaded}
      adoptDraft={false}
      head={<BackToStrategies />}
      onSaved={({ strategyId }) =>
        void navigate({ to: "/strategies/$strategyId", params: { strategyId }, replace: true })
      }
    />
  );
}

function Beginnings() {
  const [draft] = useState(() => {
    const kept = findDraft(null);
    return kept && { ...kept, age: Date.now() - kept.at, name: nameIn(kept.text) };
  });
  return (
    <>
      <BackToStrategies />
      <PageTitle
        title="New strategy"
        purpose="Begin with something that works and change it, or with a blank one."
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
        <Card aria-labelledby="new-examples" className="max-lg:order-2">
          <CardHeader id="new-examples" title="Examples" note="complete strategies, free to change" />
          <ul className="divide-y divide-line border-t border-line">
            {examples.map((example) => (
              <li key={example.key}>
                <Link
                  to="/strategies/new"
                  search={{ from: example.key }}
                  className="block px-4 py-3 hover:bg-hover focus-visible:-outline-offset-2"
                >
                  <span className="flex flex-wrap items-center gap-2">
                    <span className="text-sm font-medium">{example.name}</span>
                    <Badge>{example.market}</Badge>
                    <Badge>{example.timeframe}</Badge>
                  </span>
                  <span className="mt-0.5 block text-xs text-ink-soft">{example.description}</span>
                </Link>
              </li>
            ))}
          </ul>
        </Card>
        <div className="grid gap-4">
          {draft && (
            <Card aria-label="Your draft">
              <CardBody className="flex flex-wrap items-center gap-3 pt-4">
                <p className="min-w-0 flex-1 text-sm">
                  <span className="font-medium">{draft.name}</span>
                  <span className="block text-xs text-ink-soft">
                    A draft of {formatAge(draft.age)} ago, not saved
                  </span>
                </p>
                <Button asChild>
                  <Link to="/strategies/new" search={{ from: "draft" }}>
                    <PencilLine aria-hidden /> Go on
                  </Link>
                </Button>
              </CardBody>
            </Card>
          )}
          <Card aria-label="Blank">
            <CardBody className="grid justify-items-start gap-3 pt-4">
              <p className="text-sm">
                <span className="font-medium">Blank</span>
                <span className="block text-xs text-ink-soft">
                  One crossing of two averages with a stop, to be replaced.
                </span>
              </p>
              <Button asChild variant="primary">
                <Link to="/strategies/new" search={{ from: "blank" }}>
                  <FilePlus2 aria-hidden /> Start blank
                </Link>
              </Button>
            </CardBody>
          </Card>
          <Paste />
          <p className="px-1 text-xs text-ink-soft">
            Curated gurus are programs, not definitions, so they cannot be opened here. Run one on your bars
            with{" "}
            <Link to="/backtests/new" className="text-accent underline underline-offset-2">
              a backtest
            </Link>
            .
          </p>
        </div>
      </div>
    </>
  );
}

function Paste() {
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const open = () => {
    keepDraft(null, { text, basedOn: null, at: Date.now() });
    void navigate({ to: "/strategies/new", search: { from: "draft" } });
  };
  return (
    <Card aria-label="Paste">
      <CardBody className="grid justify-items-start gap-3 pt-4">
        <Field
          label="Paste a definition"
          help="YAML or JSON. Faults are shown in the builder; nothing is lost."
          className="w-full"
        >
          {(control) => (
            <Textarea
              {...control}
              rows={5}
              spellCheck={false}
              className="font-mono text-xs sm:text-xs"
              placeholder={"name: Momentum\ntimeframe: 1h\n…"}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <Button onClick={open} disabled={!text.trim()}>
          Open in the builder
        </Button>
      </CardBody>
    </Card>
  );
}

function nameIn(text: string): string {
  const name = readText(text).document?.["name"];
  return typeof name === "string" && name.trim() ? name : "Strategy without a name";
}
