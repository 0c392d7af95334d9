import { Card, CardBody, CardHeader, Checkbox, Field, Input } from "@/shared/ui";
import type { PartProps } from "./form-fields";

interface PassphrasePartProps extends Pick<PartProps, "form"> {
  hasPassphrase: boolean | undefined;
}

/** A word that alerts must carry. What is set is never shown again. */
export function PassphrasePart({ form, hasPassphrase }: PassphrasePartProps) {
  const { values, set } = form;
  return (
    <Card aria-label="Passphrase">
      <CardHeader title="Passphrase" note="a second lock beside the URL" />
      <CardBody className="grid gap-5 sm:grid-cols-2">
        <Field
          label="Passphrase"
          error={form.errorOf("passphrase")}
          help={
            hasPassphrase
              ? "One is set. Leave this empty to keep it; alerts must carry it as “passphrase”."
              : "When set, alerts must carry it as “passphrase”."
          }
          optional
        >
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              spellCheck={false}
              disabled={values.isOpen}
              value={values.passphrase}
              onChange={(event) => set("passphrase", event.target.value)}
              onBlur={() => form.touch("passphrase")}
            />
          )}
        </Field>
        {hasPassphrase && (
          <Checkbox
            checked={values.isOpen}
            onCheckedChange={(checked) => set("isOpen", checked === true)}
            label="Remove the passphrase"
          />
        )}
      </CardBody>
    </Card>
  );
}
