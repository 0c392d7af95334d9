import type { Venue } from "@/shared/api";
import { Field, Input } from "@/shared/ui";

export interface TypedCredential {
  key_id: string;
  secret: string;
}

interface CredentialFieldsProps {
  fields: Venue["fields"];
  value: TypedCredential;
  onChange: (name: keyof TypedCredential, text: string) => void;
  errorOf: (path: string) => string | null;
  onBlur: (path: string) => void;
}

const isKnown = (name: string): name is keyof TypedCredential => name === "key_id" || name === "secret";

/** The parts of a key as the venue calls them; secrets are masked and never come back from the server. */
export function CredentialFields({ fields, value, onChange, errorOf, onBlur }: CredentialFieldsProps) {
  return fields.map(({ name, title, is_secret: isSecret, hint }) =>
    isKnown(name) ? (
      <Field key={name} label={title} help={hint} error={errorOf(`credential.${name}`)} required>
        {(control) => (
          <Input
            {...control}
            type={isSecret ? "password" : "text"}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            data-1p-ignore
            className="font-mono"
            value={value[name]}
            onChange={(event) => onChange(name, event.target.value)}
            onPaste={(event) => {
              // A private key has line breaks, which a field of one line would swallow.
              const pasted = event.clipboardData.getData("text");
              if (!isSecret || !pasted.trim().includes("\n")) return;
              event.preventDefault();
              onChange(name, pasted.trim());
            }}
            onBlur={() => onBlur(`credential.${name}`)}
          />
        )}
      </Field>
    ) : null,
  );
}
