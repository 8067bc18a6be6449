import { ChevronLeft, ChevronRight } from "lucide-preact";
import { t } from "../i18n/i18n.ts";
import { Button } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";

interface Props {
  page: number;
  pages: number;
  onPage: (page: number) => void;
}

export function Pagination({ page, pages, onPage }: Props) {
  if (pages <= 1) return null;
  return (
    <nav class="flex items-center justify-end gap-2 pt-3 text-sm text-ink-3">
      <span class="nums">{t("common.pageOf", { page, pages })}</span>
      <IconButton
        label={t("common.previousPage")}
        icon={ChevronLeft}
        disabled={page <= 1}
        onClick={() => onPage(page - 1)}
        class="rtl:-scale-x-100"
      />
      <IconButton
        label={t("common.nextPage")}
        icon={ChevronRight}
        disabled={page >= pages}
        onClick={() => onPage(page + 1)}
        class="rtl:-scale-x-100"
      />
    </nav>
  );
}

export const LoadMore = ({ busy, onClick }: { busy: boolean; onClick: () => void }) => (
  <div class="flex justify-center p-3">
    <Button busy={busy} onClick={onClick}>
      {t("common.loadMore")}
    </Button>
  </div>
);
