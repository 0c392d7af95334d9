/** The draft as Pine Script, as it is written: to read, copy or take to TradingView. */
import { useQuery } from "@tanstack/react-query";
import { CopyButton, ProblemNotice, SkeletonRows } from "@/shared/ui";
import { ProblemError } from "@/shared/api";
import { pineQuery } from "../../api/drafts";
import { useBuilder } from "../state/builder";
import { useSettled } from "@/shared/hooks/use-settled";
import { CodeArea } from "./code-area";
import { DownloadButton, fileName } from "./download-button";

const REST_MS = 250;

export function PinePane({ isValid }: { isValid: boolean }) {
  const { text, document } = useBuilder();
  const settled = useSettled(text, REST_MS);
  const query = useQuery({ ...pineQuery(settled), enabled: isValid });
  const pine = query.data?.pine;
  const isRefused = query.error instanceof ProblemError && query.error.status === 422;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
        <p className="text-xs text-ink-soft">Pine Script v6, with alerts for your agent</p>
        {pine && (
          <span className="ml-auto flex items-center gap-1.5">
            <CopyButton text={pine} what="Pine script" />
            <DownloadButton
              what="Pine script"
              name={`${fileName(document)}.pine`}
              text={pine}
              type="text/plain"
            />
          </span>
        )}
      </div>
      {!isValid && (
        <p role="status" className="border-b border-line bg-sunken px-3 py-2 text-xs text-ink-soft">
          {pine
            ? "This is the script of the last draft without faults."
            : "The script is written once the draft has no faults."}
        </p>
      )}
      {query.error && isValid ? (
        <div className="p-3">
          <ProblemNotice
            error={query.error}
            what={isRefused ? "This cannot be said in Pine" : "The script could not be written"}
            {...(isRefused ? {} : { onRetry: () => void query.refetch() })}
          />
        </div>
      ) : pine ? (
        <div className="min-h-0 flex-1">
          <CodeArea label="Pine script" text={pine} />
        </div>
      ) : (
        isValid && <SkeletonRows rows={6} />
      )}
    </div>
  );
}
