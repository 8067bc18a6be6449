import { LogOut, Monitor, Moon, Sun, User } from "lucide-preact";
import { useLocation } from "preact-iso";
import { language, languageOptions, t } from "../i18n/i18n.ts";
import { chooseLanguage } from "../lib/preferences.ts";
import { me, signOut } from "../lib/session.ts";
import { theme } from "../lib/theme.ts";
import { Avatar, initials } from "../ui/avatar.tsx";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { toastError } from "../ui/toast.ts";

export function AccountMenu() {
  const { route } = useLocation();
  const user = me.value?.user;
  if (!user) return null;
  const name = `${user.firstName} ${user.lastName}`.trim();
  const items: MenuItem[] = [
    { label: t("shell.profile"), icon: User, onSelect: () => route("/settings/profile") },
    {
      group: t("shell.theme"),
      label: t("shell.themeLight"),
      icon: Sun,
      checked: theme.value === "light",
      onSelect: () => (theme.value = "light"),
    },
    {
      label: t("shell.themeDark"),
      icon: Moon,
      checked: theme.value === "dark",
      onSelect: () => (theme.value = "dark"),
    },
    {
      label: t("shell.themeSystem"),
      icon: Monitor,
      checked: theme.value === "system",
      onSelect: () => (theme.value = "system"),
    },
    ...languageOptions().map(({ value, label }, index) => ({
      ...(index === 0 && { group: t("shell.language") }),
      label,
      checked: value === language.value,
      onSelect: () => void chooseLanguage(value).catch(toastError),
    })),
    {
      group: "",
      label: t("shell.signOut"),
      icon: LogOut,
      onSelect: () => void signOut().catch(toastError),
    },
  ];
  return (
    <Menu
      items={items}
      align="start"
      header={
        <div class="border-b border-line px-2.5 pt-1 pb-2.5">
          <bdi class="block font-semibold text-ink">{name}</bdi>
          <bdi class="block text-xs text-ink-3">{user.email}</bdi>
        </div>
      }
      trigger={(props) => (
        <button
          {...props}
          type="button"
          aria-label={`${t("shell.account")}, ${initials(name)}`}
          data-tip={name}
          class="block rounded-full ring-2 ring-white/15 transition hover:ring-white/40"
        >
          <Avatar name={name} src={user.avatarUrl} size={34} />
        </button>
      )}
    />
  );
}
