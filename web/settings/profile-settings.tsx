import { CircleAlert } from "lucide-preact";
import { api } from "../api.ts";
import { PasswordField } from "../auth/password-field.tsx";
import { languageOptions, t } from "../i18n/i18n.ts";
import { type FormState, useForm } from "../lib/form.ts";
import { chooseLanguage, chosenLanguage } from "../lib/preferences.ts";
import { loadMe, me } from "../lib/session.ts";
import { type Theme, theme } from "../lib/theme.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { SelectField } from "../ui/select.tsx";
import { toast, toastError } from "../ui/toast.ts";
import { Section } from "./section.tsx";

export const ProfileSettings = () => (
  <>
    <NameSection />
    <AppearanceSection />
    <PasswordSection />
  </>
);

export const FormError = ({ error }: Pick<FormState, "error">) =>
  error ? (
    <Banner tone="bad" icon={CircleAlert} urgent>
      {error}
    </Banner>
  ) : null;

function NameSection() {
  const user = me.value?.user;
  const { busy, error, fields, onSubmit } = useForm(async ({ firstName = "", lastName = "" }) => {
    await api("updateMe", { body: { firstName, lastName } });
    await loadMe();
    toast({ text: t("common.saved") });
  });
  return (
    <Section title={t("settings.you")} body={t("settings.youBody")}>
      <form noValidate onSubmit={onSubmit} class="flex flex-col gap-4">
        <FormError error={error} />
        <div class="grid gap-4 sm:grid-cols-2">
          <TextField
            label={t("settings.firstName")}
            name="firstName"
            autocomplete="given-name"
            maxLength={200}
            defaultValue={user?.firstName ?? ""}
            error={fields["firstName"]}
          />
          <TextField
            label={t("settings.lastName")}
            name="lastName"
            autocomplete="family-name"
            maxLength={200}
            optional
            defaultValue={user?.lastName ?? ""}
            error={fields["lastName"]}
          />
        </div>
        <TextField
          label={t("settings.email")}
          type="email"
          value={user?.email ?? ""}
          readOnly
          hint={t("settings.emailHint")}
        />
        <SaveRow busy={busy} label={t("common.save")} />
      </form>
    </Section>
  );
}

export const SaveRow = ({ busy, label }: { busy: boolean; label: string }) => (
  <div class="flex justify-end">
    <Button type="submit" variant="primary" busy={busy}>
      {label}
    </Button>
  </div>
);

function AppearanceSection() {
  const themes: { value: Theme; label: string }[] = [
    { value: "system", label: t("shell.themeSystem") },
    { value: "light", label: t("shell.themeLight") },
    { value: "dark", label: t("shell.themeDark") },
  ];
  return (
    <Section title={t("settings.appearance")} body={t("settings.appearanceBody")}>
      <div class="grid gap-4 sm:grid-cols-2">
        <SelectField
          label={t("settings.theme")}
          value={theme.value}
          options={themes}
          onChange={(event) => {
            const { value } = event.currentTarget;
            theme.value = themes.find((one) => one.value === value)?.value ?? "system";
          }}
        />
        <SelectField
          label={t("settings.language")}
          value={chosenLanguage()}
          options={[{ value: "", label: t("settings.languageDefault") }, ...languageOptions()]}
          onChange={(event) => void chooseLanguage(event.currentTarget.value).catch(toastError)}
        />
      </div>
    </Section>
  );
}

function PasswordSection() {
  const { busy, error, fields, onSubmit } = useForm(
    async ({ currentPassword = "", newPassword = "" }, form) => {
      await api("updateMe", { body: { currentPassword, newPassword } });
      form.reset();
      toast({ text: t("settings.passwordChanged") });
    },
  );
  return (
    <Section title={t("settings.passwordTitle")} body={t("settings.passwordBody")}>
      <form noValidate onSubmit={onSubmit} class="flex flex-col gap-4">
        <FormError error={error} />
        <input
          type="text"
          name="username"
          autocomplete="username"
          value={me.value?.user.email ?? ""}
          hidden
          readOnly
        />
        <PasswordField
          label={t("settings.currentPassword")}
          name="currentPassword"
          autocomplete="current-password"
          error={fields["currentPassword"]}
        />
        <PasswordField
          label={t("settings.newPassword")}
          name="newPassword"
          autocomplete="new-password"
          hint={t("settings.passwordHint")}
          error={fields["newPassword"]}
        />
        <SaveRow busy={busy} label={t("settings.changePassword")} />
      </form>
    </Section>
  );
}
