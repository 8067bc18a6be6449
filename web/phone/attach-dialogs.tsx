import { useState } from "preact/hooks";
import { t } from "../i18n/i18n.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";

interface Props<T> {
  onClose: () => void;
  onSend: (value: T) => Promise<boolean>;
}

interface Place {
  latitude: number;
  longitude: number;
  name?: string;
}

export function AttachPlace({ onClose, onSend }: Props<Place>) {
  const [place, setPlace] = useState({ latitude: "52.5200", longitude: "13.4050", name: "" });
  const change = (part: Partial<typeof place>) => setPlace({ ...place, ...part });
  return (
    <Dialog title={t("phone.location")} size="sm" onClose={onClose}>
      <form
        class="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const { latitude, longitude, name } = place;
          const named = name.trim() === "" ? {} : { name: name.trim() };
          void onSend({ latitude: Number(latitude), longitude: Number(longitude), ...named });
          onClose();
        }}
      >
        <TextField
          label={t("phone.placeName")}
          optional
          maxLength={200}
          value={place.name}
          onInput={(event) => change({ name: event.currentTarget.value })}
        />
        <div class="flex gap-3">
          <TextField
            label={t("phone.latitude")}
            type="number"
            step="any"
            min={-90}
            max={90}
            value={place.latitude}
            onInput={(event) => change({ latitude: event.currentTarget.value })}
          />
          <TextField
            label={t("phone.longitude")}
            type="number"
            step="any"
            min={-180}
            max={180}
            value={place.longitude}
            onInput={(event) => change({ longitude: event.currentTarget.value })}
          />
        </div>
        <Button variant="primary" type="submit">
          {t("phone.sendLocation")}
        </Button>
      </form>
    </Dialog>
  );
}

interface Card {
  name: string;
  phones: string[];
}

export function AttachCard({ onClose, onSend }: Props<Card>) {
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  return (
    <Dialog title={t("phone.contactCard")} size="sm" onClose={onClose}>
      <form
        class="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void onSend({ name: name.trim(), phones: [phone.trim()] });
          onClose();
        }}
      >
        <TextField
          label={t("phone.name")}
          maxLength={200}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <TextField
          label={t("phone.number")}
          type="tel"
          maxLength={40}
          value={phone}
          onInput={(event) => setPhone(event.currentTarget.value)}
        />
        <Button variant="primary" type="submit">
          {t("phone.sendContact")}
        </Button>
      </form>
    </Dialog>
  );
}
