import { useState } from "preact/hooks";
import { explain } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import type { PhoneStore } from "./store.ts";

interface Props {
  store: PhoneStore;
  onClose: () => void;
  onAdded: (contactId: string) => void;
}

export function AddContact({ store, onClose, onAdded }: Props) {
  const [name, setName] = useState("");
  const [phone, setPhone] = useState(suggestion);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const add = async () => {
    setBusy(true);
    try {
      onAdded(await store.addContact({ name: name.trim(), phone }));
      onClose();
    } catch (cause) {
      setError(explain(cause));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("phone.addContact")} size="sm" onClose={onClose}>
      <form
        class="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <TextField
          label={t("phone.name")}
          autofocus
          maxLength={200}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <TextField
          label={t("phone.number")}
          hint={t("phone.numberHint")}
          error={error}
          type="tel"
          dir="ltr"
          maxLength={40}
          value={phone}
          onInput={(event) => {
            setPhone(event.currentTarget.value);
            setError(undefined);
          }}
        />
        <Button variant="primary" type="submit" busy={busy}>
          {t("phone.add")}
        </Button>
      </form>
    </Dialog>
  );
}

/** From a range that is nobody's: 555-01xx numbers are kept for fiction. */
const suggestion = (): string => {
  const area = 200 + Math.floor(Math.random() * 780);
  return `+1 ${area} 555 01${String(Math.floor(Math.random() * 100)).padStart(2, "0")}`;
};
