import { t } from "../i18n/i18n.ts";
import { Dialog } from "../ui/dialog.tsx";
import type { PhoneMessage } from "./merge.ts";

interface Row {
  id: string;
  title: string;
  description: string | null;
}
interface Props {
  message: PhoneMessage;
  onClose: () => void;
  onPick: (row: Row) => void;
}

/** The rows of a list message; a tap answers. */
export function ListSheet({ message, onClose, onPick }: Props) {
  const { content } = message;
  if (content.type !== "interactive" || !content.list) return null;
  const { button, sections } = content.list;
  return (
    <Dialog title={button || t("phone.chooseOption")} size="sm" onClose={onClose}>
      {sections.map(({ title, rows }, at) => (
        <section key={at} class="mt-3 first:mt-0">
          {title && <h3 class="mb-1 text-sm font-semibold text-brand-ink">{title}</h3>}
          <ul class="flex flex-col divide-y divide-line overflow-hidden rounded-xl border border-line">
            {rows.map((row) => (
              <li key={row.id}>
                <button
                  type="button"
                  class="flex min-h-12 w-full flex-col justify-center px-3.5 py-2 text-start hover:bg-hover focus-visible:bg-hover"
                  onClick={() => {
                    onPick(row);
                    onClose();
                  }}
                >
                  <span class="font-medium">{row.title}</span>
                  {row.description && <span class="text-sm text-ink-3">{row.description}</span>}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Dialog>
  );
}
