import { useQueryClient } from "@tanstack/preact-query";
import { CircleAlert } from "lucide-preact";
import { useId, useState } from "preact/hooks";
import type { Contact } from "../../src/contacts/schema.ts";
import { api } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { useForm } from "../lib/form.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { toast } from "../ui/toast.ts";
import { displayName, existingContact } from "./contact-words.ts";

interface Props {
  /** Left out to add one. */
  contact?: Contact;
  onClose: () => void;
}

const splitTags = (text: string): string[] => [
  ...new Set(
    text
      .split(",")
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
];

function save(values: Record<string, string>, contact: Contact | undefined): Promise<Contact> {
  const { name = "", phoneNumber = "", email = "", tags = "" } = values;
  const body = {
    ...((name || contact) && { name }),
    ...(phoneNumber && phoneNumber !== contact?.phoneNumber && { phoneNumber }),
    tags: splitTags(tags),
  };
  return contact
    ? api("updateContact", { params: { id: contact.id }, body: { ...body, email: email || null } })
    : api("createContact", { body: { ...body, ...(email && { email }) } });
}

export function ContactDialog({ contact, onClose }: Props) {
  const id = useId();
  const client = useQueryClient();
  const [existing, setExisting] = useState<string>();
  const { busy, error, fields, onSubmit } = useForm(async (values) => {
    setExisting(undefined);
    const saved = await save(values, contact).catch((caught: unknown) => {
      setExisting(existingContact(caught));
      throw caught;
    });
    await Promise.all(
      (["listContacts", "getContact", "listConversations", "getConversation"] as const).map((key) =>
        client.invalidateQueries({ queryKey: [key] }),
      ),
    );
    toast({
      text: t(contact ? "contacts.changed" : "contacts.added", { name: displayName(saved) }),
    });
    onClose();
  });
  return (
    <Dialog
      title={t(contact ? "contacts.editTitle" : "contacts.add")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" form={id} variant="primary" busy={busy}>
            {t(contact ? "common.save" : "contacts.add")}
          </Button>
        </>
      }
    >
      <form id={id} noValidate onSubmit={onSubmit} class="flex flex-col gap-4 pt-2">
        {error && (
          <Banner
            tone="bad"
            icon={CircleAlert}
            urgent
            action={
              existing && (
                <a
                  href={`/contacts/${existing}`}
                  onClick={onClose}
                  class="shrink-0 font-semibold underline underline-offset-2"
                >
                  {t("contacts.openExisting")}
                </a>
              )
            }
          >
            {error}
          </Banner>
        )}
        <TextField
          label={t("contacts.name")}
          name="name"
          defaultValue={contact?.name ?? ""}
          maxLength={255}
          autocomplete="off"
          autofocus
          optional
          error={fields["name"]}
        />
        <TextField
          label={t("contacts.phone")}
          hint={t("contacts.phoneHint")}
          name="phoneNumber"
          type="tel"
          dir="ltr"
          defaultValue={contact?.phoneNumber ?? ""}
          maxLength={40}
          autocomplete="off"
          optional
          error={fields["phoneNumber"]}
        />
        <TextField
          label={t("contacts.email")}
          name="email"
          type="email"
          defaultValue={contact?.email ?? ""}
          maxLength={254}
          autocomplete="off"
          optional
          error={fields["email"]}
        />
        <TextField
          label={t("contacts.tags")}
          hint={t("contacts.tagsHint")}
          name="tags"
          defaultValue={contact?.tags.join(", ") ?? ""}
          autocomplete="off"
          optional
          error={fields["tags"]}
        />
      </form>
    </Dialog>
  );
}
