import { api } from "../../api.ts";
import { isRecord } from "../../lib/record.ts";

const MAX_BYTES = 5_000_000;

/** Letters and digits of the name, for a file. */
export const fileName = (name: string): string =>
  `${
    name
      .normalize("NFKC")
      .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
      .replaceAll(/^-|-$/g, "")
      .slice(0, 80) || "flow"
  }.flow.json`;

export async function exportFlow(id: string, name: string): Promise<void> {
  const exported = await api("exportFlow", { params: { id } });
  const url = URL.createObjectURL(
    new Blob([JSON.stringify(exported, null, 2)], { type: "application/json" }),
  );
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName(name);
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The parsed file; undefined when it is no export. The server checks the rest. */
export async function readExport(file: File): Promise<Record<string, unknown> | undefined> {
  if (file.size > MAX_BYTES) return undefined;
  try {
    const value: unknown = JSON.parse(await file.text());
    return isRecord(value) && value["format"] === "whatscrm.flow" ? value : undefined;
  } catch {
    return undefined;
  }
}
