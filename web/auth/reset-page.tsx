import { CircleAlert, CircleCheck } from "lucide-preact";
import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { api } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { useForm } from "../lib/form.ts";
import { Banner } from "../ui/banner.tsx";
import { Button, buttonClass } from "../ui/button.tsx";
import { AuthLayout, TextLink } from "./auth-layout.tsx";
import { PasswordField } from "./password-field.tsx";

export function ResetPage() {
  const token = useLocation().query["token"] ?? "";
  const [done, setDone] = useState(false);
  const form = useForm(async ({ password = "" }) => {
    await api("resetPassword", { body: { token, password } });
    setDone(true);
  });
  const error = token ? form.error : t("auth.resetMissing");
  return (
    <AuthLayout
      title={t("auth.resetTitle")}
      body={t("auth.resetBody")}
      footer={!done && <TextLink href="/forgot-password">{t("auth.askNewLink")}</TextLink>}
    >
      {done ? (
        <div class="flex flex-col gap-4">
          <Banner tone="ok" icon={CircleCheck}>
            {t("auth.resetDone")}
          </Banner>
          <a href="/login" class={buttonClass({ variant: "primary", size: "lg" })}>
            {t("auth.signIn")}
          </a>
        </div>
      ) : (
        <form noValidate onSubmit={form.onSubmit} class="flex flex-col gap-4">
          {error && (
            <Banner tone="bad" icon={CircleAlert} urgent>
              {error}
            </Banner>
          )}
          <PasswordField
            label={t("auth.newPassword")}
            name="password"
            autocomplete="new-password"
            hint={t("auth.passwordHint")}
            error={form.fields["password"]}
          />
          <Button
            type="submit"
            variant="primary"
            size="lg"
            busy={form.busy}
            disabled={!token}
            class="mt-2"
          >
            {t("auth.setPassword")}
          </Button>
        </form>
      )}
    </AuthLayout>
  );
}
