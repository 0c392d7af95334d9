/** What the server says of the draft as it stands: faults and findings, shared out to their places on the page. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { validateQuery, type Validated } from "../../api/drafts";
import { remarkOf, type Remark } from "../../document/faults";
import type { Builder } from "./builder";
import { useSettled } from "@/shared/hooks/use-settled";

const REST_MS = 120;

export interface Examined {
  /** Null until the server has answered once. */
  found: Validated | null;
  error: unknown;
  /** The answer is about an older text: it is being asked again. */
  isOld: boolean;
}

const KINDS = { error: "fault", warning: "warning", info: "hint" } as const;

/** What was found and what to do about it, as two sentences. */
function sentence(message: string, hint: string): string {
  const stop = message.replace(/[.;,]?$/, ".");
  return hint ? `${stop} ${hint.charAt(0).toUpperCase()}${hint.slice(1).replace(/\.?$/, ".")}` : stop;
}

function remarksOf(found: Validated): Remark[] {
  return [
    ...found.faults.map((fault) => remarkOf(fault)),
    ...found.findings.map((finding) => {
      return {
        ...remarkOf(
          { path: finding.path, message: sentence(finding.message, finding.hint) },
          KINDS[finding.severity],
        ),
        value: null,
      };
    }),
  ];
}

export function useExamined({ text, reading, board }: Builder): Examined {
  const settled = useSettled(text, REST_MS);
  const query = useQuery(validateQuery(settled));
  const found = query.data ?? null;
  const fault = reading.fault;
  useEffect(() => {
    // While the text cannot be read at all there is one thing to say, and the browser knows it first.
    if (fault) board.set([{ kind: "fault", path: [], suggestion: null, value: null, ...fault }]);
    else if (found) board.set(remarksOf(found));
  }, [board, fault, found]);
  return { found, error: query.error, isOld: query.isPlaceholderData || settled !== text };
}
