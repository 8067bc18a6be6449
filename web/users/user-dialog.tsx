import { useQueryClient } from "@tanstack/preact-query";
import { CircleAlert } from "lucide-preact";
import { useId } from "preact/hooks";
import { api } from "../api.ts";
import { PasswordField } from "../auth/password-field.tsx";
import { t } from "../i18n/i18n.ts";
import { useForm } from "../lib/form.ts";
import { loadMe, me } from "../lib/session.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { SelectField } from "../ui/select.tsx";
import { toast } from "../ui/toast.ts";
import { type User, fullName } from "./user-words.ts";

interface Props {
  /** Left out to add one. */
  user?: User;
  onClose: () => void;
}

async function save(values: Record<string, string>, user: User | undefined): Promise<User> {
  const { firstName = "", lastName = "", email = "", password = "" } = values;
  const role: "user" | "agent" = values["role"] === "user" ? "user" : "agent";
  if (!user) return api("createUser", { body: { firstName, lastName, email, password, role } });
  const body = {
    firstName,
    lastName,
    email,
    ...(user.role === "admin" ? {} : { role }),
    ...(password ? { password } : {}),
  };
  return api("updateUser", { params: { id: user.id }, body });
}

export function UserDialog({ user, onClose }: Props) {
  const id = useId();
  const client = useQueryClient();
  const { busy, error, fields, onSubmit } = useForm(async (values) => {
    const name = fullName(await save(values, user));
    await client.invalidateQueries({ queryKey: ["listUsers"] });
    if (user?.id === me.value?.user.id) await loadMe();
    toast({ text: t(user ? "users.changed" : "users.added", { name }) });
    onClose();
  });
  return (
    <Dialog
      title={t(user ? "users.editTitle" : "users.addTitle")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" form={id} variant="primary" busy={busy}>
            {t(user ? "common.save" : "users.add")}
          </Button>
        </>
      }
    >
      <form id={id} noValidate onSubmit={onSubmit} class="flex flex-col gap-4 pt-2">
        {error && (
          <Banner tone="bad" icon={CircleAlert} urgent>
            {error}
          </Banner>
        )}
        <div class="grid grid-cols-2 gap-3">
          <TextField
            label={t("users.firstName")}
            name="firstName"
            defaultValue={user?.firstName ?? ""}
            maxLength={200}
            autocomplete="off"
            autofocus
            error={fields["firstName"]}
          />
          <TextField
            label={t("users.lastName")}
            name="lastName"
            defaultValue={user?.lastName ?? ""}
            maxLength={200}
            autocomplete="off"
            optional
            error={fields["lastName"]}
          />
        </div>
        <TextField
          label={t("users.email")}
          name="email"
          type="email"
          defaultValue={user?.email ?? ""}
          maxLength={254}
          autocomplete="off"
          error={fields["email"]}
        />
        {user?.role !== "admin" && (
          <SelectField
            label={t("users.role")}
            name="role"
            value={user?.role ?? "agent"}
            hint={t("users.roleHint")}
            error={fields["role"]}
            options={[
              { value: "agent", label: t("users.roleAgent") },
              { value: "user", label: t("users.roleUser") },
            ]}
          />
        )}
        <PasswordField
          label={t(user ? "users.newPassword" : "users.password")}
          name="password"
          autocomplete="new-password"
          hint={t(user ? "users.newPasswordHint" : "users.passwordHint")}
          required={!user}
          error={fields["password"]}
        />
      </form>
    </Dialog>
  );
}
