import { X, Zap } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { t } from "../i18n/i18n.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { toastError } from "../ui/toast.ts";
import { FaultForm, faultLabel } from "./fault-form.tsx";
import type { PhoneContact } from "./merge.ts";
import { Switch } from "./switch.tsx";
import type { Fault, PhoneStore } from "./store.ts";

interface Props {
  store: PhoneStore;
  contact: PhoneContact | undefined;
}

/** What a phone and a network can do to a business. */
export function SimulatePanel({ store, contact }: Props) {
  useEffect(() => {
    void store.loadFaults().catch(toastError);
  }, []);
  const change = (body: { online?: boolean; autoRead?: boolean }) => {
    if (contact) void store.changeContact(contact.id, body).catch(toastError);
  };
  return (
    <div class="flex flex-col gap-6">
      {contact && (
        <section class="flex flex-col gap-1">
          <h3 class="mb-1 font-semibold">{t("phone.phoneOf", { name: contact.name })}</h3>
          <Switch
            label={t("phone.online")}
            hint={t("phone.onlineHint")}
            checked={contact.online}
            onChange={(online) => change({ online })}
          />
          <Switch
            label={t("phone.autoRead")}
            hint={t("phone.autoReadHint")}
            checked={contact.autoRead}
            onChange={(autoRead) => change({ autoRead })}
          />
        </section>
      )}
      <section>
        <h3 class="font-semibold">{t("phone.faults")}</h3>
        <p class="mt-0.5 mb-3 text-sm text-ink-3">{t("phone.faultsHint")}</p>
        <Faults store={store} />
        <FaultForm store={store} contact={contact} />
      </section>
    </div>
  );
}

function Faults({ store }: { store: PhoneStore }) {
  const faults = store.faults.value;
  if (faults.length === 0)
    return (
      <p class="mb-4 rounded-lg bg-ok-soft px-3 py-2 text-sm text-ok-ink">{t("phone.noFaults")}</p>
    );
  return (
    <ul class="mb-4 flex flex-col gap-1.5">
      {faults.map((fault) => (
        <li
          key={fault.id}
          class="flex animate-fade-in items-center gap-2.5 rounded-lg bg-warn-soft py-1.5 ps-3 pe-1 text-warn-ink"
        >
          <Zap size={15} class="shrink-0" aria-hidden="true" />
          <span class="min-w-0 flex-1 text-sm">
            <span class="block font-medium">{faultLabel(fault)}</span>
            <span class="block text-xs">{scopeOf(store, fault)}</span>
          </span>
          <IconButton
            label={t("phone.removeFault")}
            icon={X}
            size={15}
            class="text-warn-ink!"
            onClick={() => void store.removeFault(fault.id).catch(toastError)}
          />
        </li>
      ))}
    </ul>
  );
}

function scopeOf(store: PhoneStore, { phone, remaining }: Fault): string {
  const contact = store.contacts.value.find((one) => one.phone === phone);
  const who =
    phone === null
      ? t("phone.faultForAll")
      : t("phone.faultForOne", { name: contact?.name ?? phone });
  const often =
    remaining === null ? t("phone.faultAlways") : t("phone.faultNext", { count: remaining });
  return `${who} · ${often}`;
}
