import { useEffect } from "preact/hooks";
import { t } from "../i18n/i18n.ts";

/** The tab's name while the component is drawn. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${t("common.appName")}`;
  }, [title]);
}
