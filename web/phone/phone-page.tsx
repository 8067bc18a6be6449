import { FlaskConical, MessageCircle, SunMoon, Unplug, UserPlus } from "lucide-preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { ApiError } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { theme } from "../lib/theme.ts";
import { useTitle } from "../lib/title.ts";
import { Banner } from "../ui/banner.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Logo } from "../ui/logo.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "../ui/states.tsx";
import { ToastHost } from "../ui/toast-host.tsx";
import { TooltipHost } from "../ui/tooltip.tsx";
import { AddContact } from "./add-contact.tsx";
import { Chat } from "./chat.tsx";
import { ContactList } from "./contact-list.tsx";
import { Frame } from "./frame.tsx";
import { createPhoneStore, type PhoneStore } from "./store.ts";
import { SimulatePanel } from "./simulate-panel.tsx";

/** A phone in the browser: as any contact, write to a simulated number and see what the business answers. */
export function PhonePage({ connectionId }: { connectionId: string }) {
  const [attempt, setAttempt] = useState(0);
  const store = useMemo(() => createPhoneStore(connectionId), [connectionId, attempt]);
  useEffect(() => store.start(), [store]);
  useTitle(t("phone.title"));
  const failure = store.failure.value;
  return (
    <>
      {failure ? (
        <main class="grid h-dvh place-items-center">
          {failure instanceof ApiError && failure.status === 404 ? (
            <EmptyState
              icon={Unplug}
              heading="h1"
              title={t("phone.goneTitle")}
              body={t("phone.goneBody")}
            />
          ) : (
            <ErrorState error={failure} retry={() => setAttempt(attempt + 1)} />
          )}
        </main>
      ) : (
        <Phones store={store} />
      )}
      <ToastHost />
      <TooltipHost />
    </>
  );
}

function Phones({ store }: { store: PhoneStore }) {
  const [picked, setPicked] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [dialog, setDialog] = useState<"add" | "simulate" | null>(null);
  const wide = useWide();
  const contacts = store.contacts.value;
  const contact = contacts.find(({ id }) => id === picked) ?? contacts[0];
  const choose = (id: string) => {
    setPicked(id);
    setOpen(true);
  };
  // Whoever moves up by being active must not change the phone that is held.
  useEffect(() => {
    if (picked === null && contact) setPicked(contact.id);
  }, [contact?.id]);

  return (
    <div class="flex h-dvh flex-col bg-canvas">
      {!store.live.value && (
        <Banner tone="warn" class="rounded-none">
          {t("phone.live")}
        </Banner>
      )}
      <main class="mx-auto flex min-h-0 w-full max-w-[88rem] flex-1 lg:gap-8 lg:px-8 lg:py-6">
        <h1 class="sr-only">{t("phone.title")}</h1>
        <aside
          class={`min-h-0 flex-col bg-surface max-lg:w-full lg:flex lg:w-80 lg:rounded-2xl lg:border lg:border-line lg:shadow-sm ${open && contact ? "hidden" : "flex"}`}
        >
          <Head store={store} onDialog={setDialog} />
          <div class="min-h-0 flex-1 overflow-y-auto">
            {store.business.value === null ? (
              <SkeletonRows count={4} />
            ) : (
              <ContactList
                contacts={contacts}
                chosen={contact?.id ?? null}
                onChoose={choose}
                onAdd={() => setDialog("add")}
              />
            )}
          </div>
        </aside>
        <div
          class={`min-h-0 min-w-0 flex-1 justify-center lg:flex ${open && contact ? "flex" : "hidden"}`}
        >
          <Frame>
            {contact ? (
              <Chat
                store={store}
                contact={contact}
                shown={open || wide}
                onBack={() => setOpen(false)}
                onSimulate={() => setDialog("simulate")}
              />
            ) : (
              <div class="grid flex-1 place-items-center bg-thread">
                <MessageCircle size={44} strokeWidth={1.2} class="text-ink-3" aria-hidden="true" />
              </div>
            )}
          </Frame>
        </div>
        <aside
          aria-label={t("phone.simulate")}
          class="hidden min-h-0 w-80 flex-col overflow-y-auto rounded-2xl border border-line bg-surface p-5 shadow-sm lg:flex"
        >
          <h2 class="mb-4 flex items-center gap-2 font-display text-lg font-semibold">
            <FlaskConical size={19} class="text-brand-ink" aria-hidden="true" />
            {t("phone.simulate")}
          </h2>
          <SimulatePanel store={store} contact={contact} />
        </aside>
      </main>
      {dialog === "add" && (
        <AddContact store={store} onClose={() => setDialog(null)} onAdded={choose} />
      )}
      {dialog === "simulate" && (
        <Dialog title={t("phone.simulate")} size="sm" onClose={() => setDialog(null)}>
          <SimulatePanel store={store} contact={contact} />
        </Dialog>
      )}
    </div>
  );
}

function useWide(): boolean {
  const query = useMemo(() => matchMedia("(min-width: 64rem)"), []);
  const [wide, setWide] = useState(query.matches);
  useEffect(() => {
    const look = () => setWide(query.matches);
    query.addEventListener("change", look);
    return () => query.removeEventListener("change", look);
  }, [query]);
  return wide;
}

interface HeadProps {
  store: PhoneStore;
  onDialog: (dialog: "add" | "simulate") => void;
}

const Head = ({ store, onDialog }: HeadProps) => (
  <header class="border-b border-line px-4 pt-4 pb-3">
    <div class="flex items-center gap-1">
      <Logo size={26} />
      <h2 class="ms-2 min-w-0 flex-1 font-display text-lg font-semibold">{t("phone.phones")}</h2>
      <IconButton
        label={t("phone.theme")}
        icon={SunMoon}
        onClick={() => {
          const dark = document.documentElement.dataset["theme"] === "dark";
          theme.value = dark ? "light" : "dark";
        }}
      />
      <IconButton
        label={t("phone.simulate")}
        icon={FlaskConical}
        class="lg:hidden"
        onClick={() => onDialog("simulate")}
      />
      <IconButton label={t("phone.addContact")} icon={UserPlus} onClick={() => onDialog("add")} />
    </div>
    {store.business.value && (
      <p class="mt-1 text-sm text-ink-3">
        {t("phone.subtitle", { name: store.business.value.name })}
      </p>
    )}
  </header>
);
