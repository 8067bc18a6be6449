import { LoaderCircle } from "lucide-preact";
import { t } from "../i18n/i18n.ts";

export const Spinner = ({ size = 18 }: { size?: number }) => (
  <LoaderCircle size={size} strokeWidth={2} class="animate-spin" aria-hidden="true" />
);

export const PageSpinner = () => (
  <div
    role="status"
    class="grid h-full min-h-40 w-full animate-[fade-in_300ms_400ms_both] place-items-center text-ink-3"
  >
    <Spinner size={24} />
    <span class="sr-only">{t("common.loading")}</span>
  </div>
);
