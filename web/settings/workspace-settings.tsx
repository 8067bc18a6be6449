import { useEffect, useState } from "preact/hooks";
import { api } from "../api.ts";
import { languageOptions, t } from "../i18n/i18n.ts";
import { applyBrand } from "../lib/brand.ts";
import { useForm } from "../lib/form.ts";
import { loadMe, me } from "../lib/session.ts";
import { Button } from "../ui/button.tsx";
import { Field, TextField } from "../ui/field.tsx";
import { SelectField } from "../ui/select.tsx";
import { toast } from "../ui/toast.ts";
import { FormError, SaveRow } from "./profile-settings.tsx";
import { Section } from "./section.tsx";

const standardColour = "#8b5cf6";

export const WorkspaceSettings = () => (
  <>
    <GeneralSection />
    <TeamSection />
    <BrandSection />
  </>
);

const zones = (current: string): string[] => [
  ...new Set(["UTC", current, ...Intl.supportedValuesOf("timeZone")]),
];
const currencies = (current: string): string[] =>
  [...new Set([current, ...Intl.supportedValuesOf("currency")])].toSorted();

const asOptions = (values: readonly string[]) =>
  values.map((value) => ({ value, label: value.replaceAll("_", " ") }));

function GeneralSection() {
  const tenant = me.value?.tenant;
  const { busy, error, fields, onSubmit } = useForm(
    async ({ name = "", timezone = "", language = "", currency = "" }) => {
      await api("updateTenant", { body: { name, timezone, language, currency } });
      await loadMe();
      toast({ text: t("common.saved") });
    },
  );
  if (!tenant) return null;
  return (
    <Section title={t("settings.workspaceGeneral")} body={t("settings.workspaceGeneralBody")}>
      <form noValidate onSubmit={onSubmit} class="flex flex-col gap-4">
        <FormError error={error} />
        <TextField
          label={t("settings.workspaceName")}
          name="name"
          maxLength={200}
          defaultValue={tenant.name}
          error={fields["name"]}
        />
        <SelectField
          label={t("settings.timezone")}
          name="timezone"
          value={tenant.timezone}
          options={asOptions(zones(tenant.timezone))}
          error={fields["timezone"]}
        />
        <div class="grid gap-4 sm:grid-cols-2">
          <SelectField
            label={t("settings.workspaceLanguage")}
            name="language"
            value={tenant.language}
            options={languageOptions()}
            error={fields["language"]}
          />
          <SelectField
            label={t("settings.currency")}
            name="currency"
            value={tenant.currency}
            options={asOptions(currencies(tenant.currency))}
            error={fields["currency"]}
          />
        </div>
        <SaveRow busy={busy} label={t("common.save")} />
      </form>
    </Section>
  );
}

const sights = ["all", "own"] as const;

function TeamSection() {
  const chosen = me.value?.tenant.settings["agentVisibility"];
  const { busy, error, fields, onSubmit } = useForm(async ({ agentVisibility: wanted }) => {
    const agentVisibility = sights.find((one) => one === wanted) ?? "all";
    await api("updateTenant", { body: { settings: { agentVisibility } } });
    await loadMe();
    toast({ text: t("common.saved") });
  });
  return (
    <Section title={t("settings.team")} body={t("settings.teamBody")}>
      <form noValidate onSubmit={onSubmit} class="flex flex-col gap-4">
        <FormError error={error} />
        <SelectField
          label={t("settings.agentsSee")}
          name="agentVisibility"
          value={chosen === "own" ? "own" : "all"}
          options={[
            { value: "all", label: t("settings.seeAll") },
            { value: "own", label: t("settings.seeOwn") },
          ]}
          error={fields["agentVisibility"]}
        />
        <SaveRow busy={busy} label={t("common.save")} />
      </form>
    </Section>
  );
}

function BrandSection() {
  const saved = me.value?.tenant.branding["primaryColor"] || standardColour;
  const [colour, setColour] = useState(saved);
  // A colour tried out but not saved goes when the page is left.
  useEffect(() => () => applyBrand(me.value?.tenant.branding["primaryColor"]), []);
  const show = (value: string) => {
    setColour(value);
    applyBrand(value === standardColour ? undefined : value);
  };
  const { busy, error, onSubmit } = useForm(async () => {
    const branding = {
      ...me.value?.tenant.branding,
      primaryColor: colour === standardColour ? "" : colour,
    };
    await api("updateTenant", { body: { branding } });
    await loadMe();
    toast({ text: t("common.saved") });
  });
  return (
    <Section title={t("settings.brand")} body={t("settings.brandBody")}>
      <form noValidate onSubmit={onSubmit} class="flex flex-col gap-4">
        <FormError error={error} />
        <Field label={t("settings.brandColour")}>
          {(control) => (
            <span class="flex flex-wrap items-center gap-3">
              <input
                {...control}
                type="color"
                value={colour}
                onInput={(event) => show(event.currentTarget.value)}
                class="size-11 cursor-pointer rounded-lg border border-line-strong bg-surface p-1"
              />
              <bdi class="nums font-mono text-sm text-ink-2">{colour}</bdi>
              {colour !== standardColour && (
                <Button variant="ghost" size="sm" onClick={() => show(standardColour)}>
                  {t("settings.brandReset")}
                </Button>
              )}
            </span>
          )}
        </Field>
        <Swatches />
        <SaveRow busy={busy} label={t("common.save")} />
      </form>
    </Section>
  );
}

const Swatches = () => (
  <div aria-hidden="true" class="flex overflow-hidden rounded-lg">
    <span class="h-7 flex-1 bg-primary-100" />
    <span class="h-7 flex-1 bg-primary-300" />
    <span class="h-7 flex-1 bg-primary-500" />
    <span class="h-7 flex-1 bg-primary-600" />
    <span class="h-7 flex-1 bg-primary-700" />
    <span class="h-7 flex-1 bg-primary-900" />
  </div>
);
