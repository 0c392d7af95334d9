import { CircleUserRound, LogOut, Search, UserRound } from "lucide-react";
import { useNavigate } from "@tanstack/react-router";
import { useSignOut } from "@/features/auth/api/session";
import { KillSwitch } from "@/features/risk/components/kill-switch";
import { useMe } from "@/shared/server";
import { Button, Dropdown, DropdownItem, DropdownLabel, DropdownSeparator } from "@/shared/ui";
import { AccountFigures } from "./account-figures";
import { AccountSwitcher } from "./account-switcher";
import { ConnectionBadge } from "./connection-badge";

interface TopBarProps {
  onPalette: () => void;
  isKillOpen: boolean;
  onKillOpen: (open: boolean) => void;
}

export function TopBar({ onPalette, isKillOpen, onKillOpen }: TopBarProps) {
  return (
    <header className="sticky top-0 z-30 flex h-14 shrink-0 items-center gap-2 border-b border-line bg-page px-3 sm:gap-3 md:border-b-0 md:px-4">
      <AccountSwitcher />
      <AccountFigures />
      <div className="ml-auto flex items-center gap-1 sm:gap-1.5">
        <ConnectionBadge />
        <Button
          variant="quiet"
          onClick={onPalette}
          className="px-2 text-ink-soft"
          aria-label="Search and commands"
        >
          <Search aria-hidden />
          <kbd className="hidden rounded-[4px] border border-line px-1 font-sans text-[11px] xl:inline">
            {paletteKey}
          </kbd>
        </Button>
        <UserMenu />
        <KillSwitch open={isKillOpen} onOpenChange={onKillOpen} />
      </div>
    </header>
  );
}

const paletteKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘ K" : "Ctrl K";

function UserMenu() {
  const navigate = useNavigate();
  const { data: me } = useMe();
  const signOut = useSignOut();
  return (
    <Dropdown
      label="You"
      trigger={
        <Button variant="quiet" size="icon" aria-label="You" className="text-ink-soft">
          <CircleUserRound aria-hidden className="size-4.5!" />
        </Button>
      }
    >
      <DropdownLabel>
        {me?.display_name || me?.email}
        {me?.is_demo && " · demo"}
      </DropdownLabel>
      <DropdownItem onSelect={() => void navigate({ to: "/settings/profile" })}>
        <UserRound aria-hidden /> Profile and appearance
      </DropdownItem>
      <DropdownSeparator />
      <DropdownItem onSelect={() => signOut.mutate()}>
        <LogOut aria-hidden /> Sign out
      </DropdownItem>
    </Dropdown>
  );
}
