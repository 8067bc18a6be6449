import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-preact";
import { useContext } from "preact/hooks";
import { t } from "../../i18n/i18n.ts";
import { isRecord } from "../../lib/record.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { useBuilder } from "../builder/builder.ts";
import { type FieldForm, initialOf } from "../graph/form.ts";
import { labelOf } from "../graph/words.ts";
import { AnyField, type FieldProps, labelFor, useFieldError } from "./field-props.ts";

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Elements that can be told apart get an id of their own, which links hold on to. */
function freshItem(form: FieldForm): unknown {
  const item = initialOf(form);
  const idName = Object.entries(form.properties ?? {}).find(
    ([, { widget }]) => widget === "id",
  )?.[0];
  return idName && isRecord(item) ? { ...item, [idName]: crypto.randomUUID().slice(0, 8) } : item;
}

export function ListField(props: FieldProps) {
  const { form, value, onValue, path, nodeId } = props;
  const builder = useBuilder();
  const Inner = useContext(AnyField);
  const error = useFieldError(props);
  const items = listOf(value);
  const inner = form.items ?? {};
  const replace = (at: number, item: unknown) =>
    onValue(items.map((one, i) => (i === at ? item : one)));
  const swap = (at: number, to: number) => {
    const next = [...items];
    [next[at], next[to]] = [next[to], next[at]];
    onValue(next);
  };
  const isPlain = inner.type !== "object" && !inner.oneOf && !inner.anyOf;
  return (
    <fieldset class="min-w-0">
      <legend class="mb-1.5 text-sm font-medium text-ink-2">{labelFor(props)}</legend>
      <ol class="flex flex-col gap-2">
        {items.map((item, at) => (
          <li
            key={keyOf(item, at)}
            class={
              isPlain ? "flex items-end gap-1" : "rounded-lg border border-line bg-sunken p-2.5"
            }
          >
            <div class="flex min-w-0 flex-1 flex-col gap-3">
              <Inner
                form={inner}
                name={String(at + 1)}
                path={`${path}.${at}`}
                value={item}
                nodeId={nodeId}
                siblings={{}}
                onValue={(next) => replace(at, next)}
              />
            </div>
            {builder.writes && (
              <ItemTools
                name={`${labelOf(inner, labelFor(props))} ${at + 1}`}
                at={at}
                count={items.length}
                canRemove={items.length > (form.minItems ?? 0)}
                onSwap={(to) => swap(at, to)}
                onRemove={() => onValue(items.filter((_, i) => i !== at))}
              />
            )}
          </li>
        ))}
      </ol>
      {error && (
        <p role="alert" class="mt-1.5 text-xs text-bad-ink">
          {error}
        </p>
      )}
      {builder.writes && items.length < (form.maxItems ?? 50) && (
        <Button
          size="sm"
          variant="ghost"
          class="mt-1.5"
          icon={<Plus size={15} strokeWidth={2.2} />}
          onClick={() => onValue([...items, freshItem(inner)])}
        >
          {t("flows.addItem")}
        </Button>
      )}
    </fieldset>
  );
}

const keyOf = (item: unknown, at: number): string =>
  isRecord(item) && typeof item["id"] === "string" ? item["id"] : String(at);

interface ToolsProps {
  name: string;
  at: number;
  count: number;
  canRemove: boolean;
  onSwap: (to: number) => void;
  onRemove: () => void;
}

const ItemTools = ({ name, at, count, canRemove, onSwap, onRemove }: ToolsProps) => (
  <div class="flex justify-end">
    {count > 1 && (
      <>
        <IconButton
          label={t("flows.moveUp", { name })}
          icon={ArrowUp}
          size={14}
          disabled={at === 0}
          onClick={() => onSwap(at - 1)}
        />
        <IconButton
          label={t("flows.moveDown", { name })}
          icon={ArrowDown}
          size={14}
          disabled={at === count - 1}
          onClick={() => onSwap(at + 1)}
        />
      </>
    )}
    <IconButton
      label={t("common.remove", { name })}
      icon={Trash2}
      size={14}
      disabled={!canRemove}
      onClick={onRemove}
    />
  </div>
);
