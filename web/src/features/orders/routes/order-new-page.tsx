import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { openTicket, useTicketStart } from "@/shared/ticket";

const route = getRouteApi("/framed/orders/list/new");

/** Opens the ticket over the list; when it closes, the address is the list's again. */
export function OrderNewPage() {
  const { symbol } = route.useSearch();
  const navigate = useNavigate();
  const isOpen = useTicketStart() !== null;
  const wasOpen = useRef(false);
  useEffect(() => openTicket({ symbol }), [symbol]);
  useEffect(() => {
    if (wasOpen.current && !isOpen) void navigate({ to: "/orders", replace: true });
    wasOpen.current = isOpen;
  }, [isOpen, navigate]);
  return null;
}
