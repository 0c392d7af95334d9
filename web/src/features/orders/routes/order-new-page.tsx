import { getRouteApi, useNavigate, useRouter } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { openTicket, useTicketStart } from "@/shared/ticket";

const HERE = "/orders/new";
const route = getRouteApi("/framed/orders/list/new");

/** Opens the ticket over the list; when it closes, the address is the list's again. */
export function OrderNewPage() {
  const { symbol } = route.useSearch();
  const navigate = useNavigate();
  const router = useRouter();
  const isOpen = useTicketStart() !== null;
  const wasOpen = useRef(false);
  useEffect(() => openTicket({ symbol }), [symbol]);
  useEffect(() => {
    const isLeaving = router.latestLocation.pathname !== HERE; // by a link of the ticket, which knows better where to
    if (wasOpen.current && !isOpen && !isLeaving) void navigate({ to: "/orders", replace: true });
    wasOpen.current = isOpen;
  }, [isOpen, navigate, router]);
  return null;
}
