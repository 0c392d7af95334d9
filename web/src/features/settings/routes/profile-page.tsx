import type { SyntheticEvent } from "react";
import type { Trader } from "@/shared/api";
import { useForm, type Faults } from "@/shared/hooks/use-form";
import { useChangeMe, useMe } from "@/shared/server";
import { setAppearance, useAppearance, type DirectionColours, type Theme } from "@/shared/theme/appearance";
import {
  Button,
  Card,
  CardBody,
  CardHeader,
  DefinitionList,
  Field,
  Figure,
  Input,
  Moment,
  NativeSelect,
  PanelState,
  ProblemNotice,
  Segmented,
  toast,
} from "@/shared/ui";

export function ProfilePage() {
  const me = useMe();
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-2">
      <Card aria-label="Profile">
        <CardHeader title="Profile" />
        <CardBody>
          <PanelState query={me} what="Your profile could not be read">
            {(trader) => <ProfileForm key={trader.user_id} trader={trader} />}
          </PanelState>
        </CardBody>
      </Card>
      <AppearanceCard />
    </div>
  );
}

const zones = (): string[] => ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
const noFaults = (): Faults => ({});

function ProfileForm({ trader }: { trader: Trader }) {
  const form = useForm({ display_name: trader.display_name, timezone: trader.timezone }, noFaults);
  const change = useChangeMe();
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    change.mutate(form.values, {
      onSuccess: () => {
        form.replace(form.values);
        toast("ok", "Profile saved");
      },
      onError: form.refuse,
    });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <DefinitionList
        items={[
          ["E-mail", trader.email],
          ["With us since", <Moment at={trader.created_at} />],
        ]}
      />
      <Field label="Name" error={form.errorOf("display_name")} optional>
        {(control) => (
          <Input
            {...control}
            autoComplete="name"
            value={form.values.display_name}
            onChange={(event) => form.set("display_name", event.target.value)}
          />
        )}
      </Field>
      <Field
        label="Time zone"
        error={form.errorOf("timezone")}
        help="Every time is shown in this zone; hover a time for UTC."
      >
        {(control) => (
          <NativeSelect
            {...control}
            value={form.values.timezone}
            onChange={(event) => form.set("timezone", event.target.value)}
          >
            {zones().map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </NativeSelect>
        )}
      </Field>
      {change.error && <ProblemNotice error={change.error} what="Your profile was not saved" />}
      <Button
        type="submit"
        variant="primary"
        className="justify-self-end"
        busy={change.isPending}
        disabled={!form.isChanged}
      >
        Save profile
      </Button>
    </form>
  );
}

/** Kept in this browser and with the profile, so that another browser starts the same way. */
function AppearanceCard() {
  const appearance = useAppearance();
  const { data: me } = useMe();
  const change = useChangeMe();
  const choose = (next: Partial<typeof appearance>) => {
    setAppearance(next);
    change.mutate({ preferences: { ...me?.preferences, ...appearance, ...next } });
  };
  return (
    <Card aria-label="Appearance">
      <CardHeader title="Appearance" />
      <CardBody className="grid gap-5">
        <div className="grid justify-items-start gap-1.5">
          <span className="text-sm font-medium">Theme</span>
          <Segmented<Theme>
            label="Theme"
            value={appearance.theme}
            onChange={(theme) => choose({ theme })}
            options={[
              { value: "system", label: "As the system" },
              { value: "light", label: "Light" },
              { value: "dark", label: "Dark" },
            ]}
          />
        </div>
        <div className="grid justify-items-start gap-1.5">
          <span className="text-sm font-medium">Up and down</span>
          <Segmented<DirectionColours>
            label="Colours of up and down"
            value={appearance.direction}
            onChange={(direction) => choose({ direction })}
            options={[
              { value: "blue-orange", label: "Blue and orange" },
              { value: "green-red", label: "Green and red" },
            ]}
          />
          <p className="text-xs text-ink-soft">
            Blue and orange are told apart by colour-blind eyes. Signs and arrows say the same either way:{" "}
            <Figure value="128.5" decimals={2} pnl /> <Figure value="-42.1" decimals={2} pnl />
          </p>
        </div>
        <p className="border-t border-line pt-3 text-xs text-ink-soft">
          Charts by TradingView Lightweight Charts™, © TradingView, Inc. Tradewright is not affiliated with
          TradingView.
        </p>
      </CardBody>
    </Card>
  );
}
