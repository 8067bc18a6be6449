import { Braces } from "lucide-preact";
import { t, type PlainKey } from "../../i18n/i18n.ts";
import { useApi } from "../../lib/query.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { type Builder, useBuilder } from "../builder/builder.ts";
import { variableNames } from "../graph/draft.ts";

/** What every flow knows without setting it. */
export const builtIn: readonly [path: string, label: PlainKey][] = [
  ["contact.first_name", "flows.varFirstName"],
  ["contact.name", "flows.varName"],
  ["contact.phone", "flows.varPhone"],
  ["contact.email", "flows.varEmail"],
  ["contact.tags", "flows.varTags"],
  ["message.text", "flows.varMessage"],
  ["now.date", "flows.varDate"],
  ["now.time", "flows.varTime"],
  ["now.weekday", "flows.varWeekday"],
  ["now.isOpen", "flows.varIsOpen"],
];

export const ownVariables = (builder: Builder): string[] =>
  variableNames(builder.draft.value, builder.kindOf);

interface Props {
  withSecrets: boolean;
  onPick: (reference: string) => void;
}

export function VariablePicker({ withSecrets, onPick }: Props) {
  const builder = useBuilder();
  const secrets = useApi("listFlowSecrets", {}, { enabled: withSecrets });
  const item = (path: string, label: string): MenuItem => ({
    label,
    onSelect: () => onPick(`{{${path}}}`),
  });
  const first = (items: MenuItem[], group: string): MenuItem[] =>
    items.map((one, i) => (i === 0 ? { ...one, group } : one));
  const items = [
    ...first(
      ownVariables(builder).map((name) => item(name, name)),
      t("flows.varsOfFlow"),
    ),
    ...first(
      builtIn.map(([path, label]) => item(path, t(label))),
      t("flows.varsAlways"),
    ),
    ...first(
      (withSecrets ? (secrets.data?.secrets ?? []) : []).map(({ name }) =>
        item(`secret.${name}`, name),
      ),
      t("flows.varsSecret"),
    ),
  ];
  return (
    <Menu
      items={items}
      trigger={(trigger) => (
        <IconButton
          {...trigger}
          label={t("flows.insertVariable")}
          icon={Braces}
          size={14}
          class="size-6!"
        />
      )}
    />
  );
}
