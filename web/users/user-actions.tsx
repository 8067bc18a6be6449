import { useQueryClient } from "@tanstack/preact-query";
import { Ellipsis, Pause, Pencil, Play, ShieldOff, Trash2 } from "lucide-preact";
import { api } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { me } from "../lib/session.ts";
import { confirm } from "../ui/confirm.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { toast, toastError } from "../ui/toast.ts";
import { type User, type UserStatus, fullName, statusWords } from "./user-words.ts";

/** Nobody locks themselves out: the own account has no status and cannot be deleted here. */
export function UserActions({ user, onEdit }: { user: User; onEdit: () => void }) {
  const client = useQueryClient();
  const name = fullName(user);
  const isSelf = user.id === me.value?.user.id;
  const refresh = () => client.invalidateQueries({ queryKey: ["listUsers"] });

  const setStatus = async (status: UserStatus) => {
    const asks = status === "suspended";
    if (
      asks &&
      !(await confirm({
        title: t("users.suspendTitle", { name }),
        body: t("users.suspendBody"),
        action: t("users.suspendAction"),
        danger: true,
      }))
    )
      return;
    const before = user.status;
    await api("setUserStatus", { params: { id: user.id }, body: { status } });
    await refresh();
    const undo = async () => {
      await api("setUserStatus", { params: { id: user.id }, body: { status: before } });
      await refresh();
    };
    toast({
      text: t("users.statusChanged", { name, status: t(statusWords[status]) }),
      action: { label: t("common.undo"), run: () => void undo().catch(toastError) },
    });
  };

  const remove = async () => {
    const sure = await confirm({
      title: t("users.deleteTitle", { name }),
      body: t("users.deleteBody"),
      action: t("users.deleteAction"),
      danger: true,
    });
    if (!sure) return;
    await api("deleteUser", { params: { id: user.id } });
    await refresh();
    toast({ text: t("users.deleted", { name }) });
  };

  const to = (status: UserStatus) => () => void setStatus(status).catch(toastError);
  const items: MenuItem[] = [{ label: t("users.edit"), icon: Pencil, onSelect: onEdit }];
  if (!isSelf) {
    if (user.status !== "active")
      items.push({ label: t("users.activate"), icon: Play, onSelect: to("active") });
    if (user.status === "active")
      items.push({ label: t("users.deactivate"), icon: Pause, onSelect: to("inactive") });
    if (user.status !== "suspended")
      items.push({ label: t("users.suspend"), icon: ShieldOff, onSelect: to("suspended") });
    items.push({
      group: "",
      label: t("users.delete"),
      icon: Trash2,
      danger: true,
      onSelect: () => void remove().catch(toastError),
    });
  }
  return (
    <Menu
      items={items}
      trigger={(props) => (
        <IconButton {...props} label={t("users.actions", { name })} icon={Ellipsis} />
      )}
    />
  );
}
