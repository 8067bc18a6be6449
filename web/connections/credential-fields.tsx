import { t } from "../i18n/i18n.ts";
import type { FieldErrors } from "../lib/form.ts";
import { newId } from "../lib/new-id.ts";
import { TextField } from "../ui/field.tsx";

const names = [
  ["phoneNumberId", "connections.phoneNumberId", "connections.phoneNumberIdHint", false],
  [
    "businessAccountId",
    "connections.businessAccountId",
    "connections.businessAccountIdHint",
    false,
  ],
  ["accessToken", "connections.accessToken", "connections.accessTokenHint", true],
  ["appSecret", "connections.appSecret", "connections.appSecretHint", true],
] as const;

interface Props {
  fields: FieldErrors;
  /** Values as the server shows them; secrets keep unless something is typed. */
  settings?: Record<string, unknown>;
}

export const CredentialFields = ({ fields, settings }: Props) => (
  <>
    {names.map(([name, label, hint, secret]) => {
      const known = settings?.[name];
      const shown = typeof known === "string" ? known : "";
      return (
        <TextField
          key={name}
          label={t(label)}
          hint={t(hint)}
          name={name}
          dir="ltr"
          type={secret ? "password" : "text"}
          autocomplete="off"
          spellcheck={false}
          {...(secret ? { placeholder: shown } : { defaultValue: shown, inputMode: "numeric" })}
          {...(secret ? {} : { pattern: "\\d{1,32}" })}
          required={!(secret && settings)}
          error={fields[name]}
        />
      );
    })}
    <TextField
      label={t("connections.verifyToken")}
      hint={t("connections.verifyTokenHint")}
      name="verifyToken"
      dir="ltr"
      autocomplete="off"
      spellcheck={false}
      maxLength={200}
      required={!settings}
      {...(settings
        ? { placeholder: shownToken(settings["verifyToken"]) }
        : { defaultValue: suggestion() })}
      error={fields["verifyToken"]}
    />
  </>
);

const shownToken = (value: unknown): string => (typeof value === "string" ? value : "");
const suggestion = (): string => newId().replaceAll("-", "");

export const credentialsOf = (values: Record<string, string>) => ({
  phoneNumberId: values["phoneNumberId"] ?? "",
  businessAccountId: values["businessAccountId"] ?? "",
  accessToken: values["accessToken"] ?? "",
  appSecret: values["appSecret"] ?? "",
  verifyToken: values["verifyToken"] ?? "",
});
