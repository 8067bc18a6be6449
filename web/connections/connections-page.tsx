import { t } from "../i18n/i18n.ts";
import { Page, PageHeader } from "../ui/page-header.tsx";

export const ConnectionsPage = () => (
  <Page>
    <PageHeader title={t("shell.connections")} />
  </Page>
);
