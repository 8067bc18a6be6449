import { CircleAlert } from "lucide-preact";
import { t } from "../i18n/i18n.ts";
import { useForm } from "../lib/form.ts";
import { signIn } from "../lib/session.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { AuthLayout, TextLink } from "./auth-layout.tsx";
import { PasswordField } from "./password-field.tsx";

export function LoginPage() {
  const form = useForm(({ email = "", password = "" }) => signIn(email, password));
  return (
    <AuthLayout
      title={t("auth.signInTitle")}
      body={t("auth.signInBody")}
      footer={
        <>
          {t("auth.noAccount")} <TextLink href="/register">{t("auth.createAccount")}</TextLink>
        </>
      }
    >
      <form noValidate onSubmit={form.onSubmit} class="flex flex-col gap-4">
        {form.error && (
          <Banner tone="bad" icon={CircleAlert} urgent>
            {form.error}
          </Banner>
        )}
        <TextField
          label={t("auth.email")}
          name="email"
          type="email"
          autocomplete="username"
          autofocus
          error={form.fields["email"]}
        />
        <PasswordField
          label={t("auth.password")}
          name="password"
          autocomplete="current-password"
          error={form.fields["password"]}
          aside={<TextLink href="/forgot-password">{t("auth.forgot")}</TextLink>}
        />
        <Button type="submit" variant="primary" size="lg" busy={form.busy} class="mt-2">
          {t("auth.signIn")}
        </Button>
      </form>
    </AuthLayout>
  );
}
