import { t } from "../i18n/i18n.ts";
import { Page, PageHeader } from "../ui/page-header.tsx";

export const SettingsPage = () => (
  <Page>
    <PageHeader title={t("shell.settings")} />
  </Page>
);
