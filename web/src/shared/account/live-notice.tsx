/** The notice that stands before the first real money: shown when the server asks for it, once for each version. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { components } from "@/gen/schema";
import { http, read } from "@/shared/api";
import { legalQuery, meQuery } from "@/shared/server";
import { Button, Checkbox, Dialog, PanelState, ProblemNotice } from "@/shared/ui";

type Notice = components["schemas"]["LiveTradingOut"];

function useAcknowledge() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ document, version }: Notice) =>
      read(http.POST("/api/unify/v1/me/acceptances", { body: { document, version } })),
    onSuccess: (me) => queryClient.setQueryData(meQuery().queryKey, me),
  });
}

interface LiveNoticeProps {
  /** What accepting goes on with, as a verb on the button. */
  verb: string;
  onAccepted: () => void;
  onClose: () => void;
}

export function LiveNotice({ verb, onAccepted, onClose }: LiveNoticeProps) {
  const legal = useQuery(legalQuery());
  const accept = useAcknowledge();
  const [isRead, setRead] = useState(false);
  const notice = legal.data?.live_trading;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={notice?.title ?? "Before you trade real money"}
      description="Nothing has been sent or linked yet."
      className="sm:max-w-xl"
      footer={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button
            variant="danger"
            disabled={!notice || !isRead}
            busy={accept.isPending}
            onClick={() => notice && accept.mutate(notice, { onSuccess: onAccepted })}
          >
            {verb}
          </Button>
        </>
      }
    >
      <PanelState query={legal} what="The notice could not be read">
        {({ live_trading: { title, text } }) => (
          <div className="grid gap-4">
            {/* Focusable, so that a keyboard can scroll it. */}
            <div
              tabIndex={0}
              role="region"
              aria-label={title}
              className="max-h-[45dvh] overflow-y-auto rounded-control border border-line bg-sunken p-3 text-sm leading-relaxed whitespace-pre-line"
            >
              {text}
            </div>
            <Checkbox
              checked={isRead}
              onCheckedChange={(next) => setRead(next === true)}
              label="I have read this. It is my money, and I can lose it."
            />
            <ProblemNotice error={accept.error} what="It was not noted" money="untouched" />
          </div>
        )}
      </PanelState>
    </Dialog>
  );
}
