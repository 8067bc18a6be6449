import { isRecord } from "../../lib/record.ts";
import { SelectField } from "../../ui/select.tsx";
import { useBuilder } from "../builder/builder.ts";
import { type FieldForm, isShown, switchOption, tellerOf } from "../graph/form.ts";
import { valueWord } from "../graph/words.ts";
import { AnyField, type FieldProps, type Widget, labelFor, textOf } from "./field-props.ts";
import { ListField } from "./list-field.tsx";
import {
  AgentField,
  ConnectionsField,
  FlowField,
  MediaField,
  NodeField,
} from "./lookup-fields.tsx";
import {
  ChoiceField,
  DurationField,
  NumberField,
  PathField,
  ReferenceField,
  SwitchField,
  TimeField,
  VariableField,
} from "./simple-fields.tsx";
import { TextWidget } from "./text-field.tsx";
import { WordsField } from "./words-field.tsx";

/** By the widget a form names; else its type decides. */
const widgets: Record<string, Widget> = {
  agent: AgentField,
  connections: ConnectionsField,
  duration: DurationField,
  flow: FlowField,
  id: () => null,
  jsonpath: PathField,
  media: MediaField,
  node: NodeField,
  reference: ReferenceField,
  tags: WordsField,
  time: TimeField,
  variable: VariableField,
  words: WordsField,
};

function widgetFor(form: FieldForm): Widget {
  const named = form.widget === undefined ? undefined : widgets[form.widget];
  if (named) return named;
  if (form.oneOf ?? form.anyOf) return UnionField;
  if (form.enum) return ChoiceField;
  switch (form.type) {
    case "object":
      return ObjectField;
    case "array":
      return ListField;
    case "boolean":
      return SwitchField;
    case "integer":
    case "number":
      return NumberField;
    default:
      return TextWidget;
  }
}

function FieldOf(props: FieldProps) {
  const { form, siblings } = props;
  if (form.const !== undefined || !isShown(form, siblings)) return null;
  const Named = widgetFor(form);
  return <Named {...props} />;
}

function ObjectField({ form, path, value, onValue, nodeId }: FieldProps) {
  const data = isRecord(value) ? value : {};
  return (
    <>
      {Object.entries(form.properties ?? {}).map(([name, inner]) => (
        <FieldOf
          key={name}
          form={inner}
          name={name}
          path={path === "" ? name : `${path}.${name}`}
          value={data[name] === undefined ? inner.default : data[name]}
          siblings={withDefaults(form, data)}
          nodeId={nodeId}
          onValue={(next) => onValue({ ...data, [name]: next })}
        />
      ))}
    </>
  );
}

const withDefaults = (form: FieldForm, data: Record<string, unknown>): Record<string, unknown> => ({
  ...Object.fromEntries(
    Object.entries(form.properties ?? {}).map(([name, inner]) => [name, inner.default]),
  ),
  ...data,
});

/** One of several shapes, told apart by a constant: which one is chosen first. */
function UnionField(props: FieldProps) {
  const { form, value, onValue } = props;
  const builder = useBuilder();
  const options = form.oneOf ?? form.anyOf ?? [];
  const teller = tellerOf(options);
  if (teller === undefined) return <FieldOf {...props} form={options[0] ?? {}} />;
  const data = isRecord(value) ? value : {};
  const chosen =
    options.find((one) => one.properties?.[teller]?.const === data[teller]) ?? options[0];
  return (
    <>
      <SelectField
        label={/^\d+$/.test(props.name) ? valueWord(teller) : labelFor(props)}
        disabled={!builder.writes}
        value={textOf(data[teller])}
        options={options.map((one) => {
          const word = one.properties?.[teller]?.const;
          return { value: String(word), label: valueWord(word) };
        })}
        onChange={(event) =>
          onValue(switchOption(options, teller, event.currentTarget.value, data))
        }
      />
      {chosen && <ObjectField {...props} form={chosen} value={data} />}
    </>
  );
}

interface Props {
  form: FieldForm;
  data: Record<string, unknown>;
  nodeId: string;
  onData: (data: Record<string, unknown>, field: string) => void;
}

/** A node's form, drawn from its JSON Schema; the builder knows no node. */
export const SchemaForm = ({ form, data, nodeId, onData }: Props) => (
  <AnyField.Provider value={FieldOf}>
    <div class="flex flex-col gap-4">
      {Object.entries(form.properties ?? {}).map(([name, inner]) => (
        <FieldOf
          key={`${nodeId}.${name}`}
          form={inner}
          name={name}
          path={name}
          value={data[name] === undefined ? inner.default : data[name]}
          siblings={withDefaults(form, data)}
          nodeId={nodeId}
          onValue={(value) => onData({ ...data, [name]: value }, name)}
        />
      ))}
    </div>
  </AnyField.Provider>
);
