import { LogOut } from "lucide-preact";
import { useRoute } from "preact-iso";
import { t } from "../i18n/i18n.ts";
import { can, signOut } from "../lib/session.ts";
import { Button } from "../ui/button.tsx";
import { Page, PageHeader } from "../ui/page-header.tsx";
import { toastError } from "../ui/toast.ts";
import { ProfileSettings } from "./profile-settings.tsx";
import { WorkspaceSettings } from "./workspace-settings.tsx";

export function SettingsPage() {
  const wanted = useRoute().params["section"];
  const sections = [
    { id: "profile", label: t("settings.profile"), Content: ProfileSettings },
    ...(can("tenant.write")
      ? [{ id: "workspace", label: t("settings.workspace"), Content: WorkspaceSettings }]
      : []),
  ];
  const shown = sections.find(({ id }) => id === wanted) ?? sections[0];
  return (
    <Page narrow>
      <PageHeader
        title={t("settings.title")}
        actions={
          <Button
            class="md:hidden"
            icon={<LogOut size={16} strokeWidth={2} />}
            onClick={() => void signOut().catch(toastError)}
          >
            {t("shell.signOut")}
          </Button>
        }
      />
      <nav aria-label={t("settings.sections")} class="mb-6 flex gap-5 border-b border-line text-sm">
        {sections.map(({ id, label }) => (
          <a
            key={id}
            href={`/settings/${id}`}
            aria-current={id === shown?.id ? "page" : undefined}
            class="-mb-px flex items-center border-b-2 border-transparent pb-2.5 font-medium text-ink-3 transition-colors hover:text-ink aria-[current=page]:border-brand aria-[current=page]:text-ink max-md:min-h-11 max-md:pb-0"
          >
            {label}
          </a>
        ))}
      </nav>
      {shown && <shown.Content />}
    </Page>
  );
}
