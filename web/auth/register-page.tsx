import { CircleAlert } from "lucide-preact";
import { api } from "../api.ts";
import { defaultLanguage, language, t } from "../i18n/i18n.ts";
import { useForm } from "../lib/form.ts";
import { enter } from "../lib/session.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { AuthLayout, TextLink } from "./auth-layout.tsx";
import { PasswordField } from "./password-field.tsx";

async function register(values: Record<string, string>): Promise<void> {
  const { tenantName = "", firstName = "", lastName = "", email = "", password = "" } = values;
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const spoken = language.value || defaultLanguage;
  const body = { tenantName, firstName, lastName, email, password, timezone, language: spoken };
  await enter((await api("register", { body })).token);
}

export function RegisterPage() {
  const { busy, error, fields, onSubmit } = useForm(register);
  return (
    <AuthLayout
      title={t("auth.registerTitle")}
      body={t("auth.registerBody")}
      footer={
        <>
          {t("auth.haveAccount")} <TextLink href="/login">{t("auth.signIn")}</TextLink>
        </>
      }
    >
      <form noValidate onSubmit={onSubmit} class="flex flex-col gap-4">
        {error && (
          <Banner tone="bad" icon={CircleAlert} urgent>
            {error}
          </Banner>
        )}
        <TextField
          label={t("auth.workspaceName")}
          name="tenantName"
          autocomplete="organization"
          maxLength={200}
          autofocus
          error={fields["tenantName"]}
        />
        <div class="grid grid-cols-2 gap-3">
          <TextField
            label={t("auth.firstName")}
            name="firstName"
            autocomplete="given-name"
            maxLength={200}
            error={fields["firstName"]}
          />
          <TextField
            label={t("auth.lastName")}
            name="lastName"
            autocomplete="family-name"
            maxLength={200}
            optional
            error={fields["lastName"]}
          />
        </div>
        <TextField
          label={t("auth.email")}
          name="email"
          type="email"
          autocomplete="email"
          maxLength={254}
          error={fields["email"]}
        />
        <PasswordField
          label={t("auth.password")}
          name="password"
          autocomplete="new-password"
          hint={t("auth.passwordHint")}
          error={fields["password"]}
        />
        <Button type="submit" variant="primary" size="lg" busy={busy} class="mt-2">
          {t("auth.createAccount")}
        </Button>
      </form>
    </AuthLayout>
  );
}
