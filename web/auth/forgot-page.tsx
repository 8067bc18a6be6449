import { CircleAlert, MailCheck } from "lucide-preact";
import { useState } from "preact/hooks";
import { api } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { useForm } from "../lib/form.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { AuthLayout, TextLink } from "./auth-layout.tsx";

export function ForgotPage() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm(async ({ email = "" }) => {
    await api("forgotPassword", { body: { email } });
    setSentTo(email);
  });
  return (
    <AuthLayout
      title={t(sentTo ? "auth.forgotDoneTitle" : "auth.forgotTitle")}
      body={sentTo ? t("auth.forgotDoneBody", { email: sentTo }) : t("auth.forgotBody")}
      footer={<TextLink href="/login">{t("auth.backToSignIn")}</TextLink>}
    >
      {sentTo ? (
        <span
          role="status"
          class="grid size-14 place-items-center rounded-2xl bg-brand-soft text-brand-ink"
        >
          <MailCheck size={24} strokeWidth={1.75} aria-hidden="true" />
          <span class="sr-only">{t("auth.forgotDoneTitle")}</span>
        </span>
      ) : (
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
          <Button type="submit" variant="primary" size="lg" busy={form.busy} class="mt-2">
            {t("auth.sendLink")}
          </Button>
        </form>
      )}
    </AuthLayout>
  );
}
