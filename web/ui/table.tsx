import type { ComponentChildren } from "preact";

export interface Column<Row> {
  id: string;
  /** An empty one is read out as nothing: for a column of buttons. */
  label: string;
  cell: (row: Row) => ComponentChildren;
  class?: string;
  /** Left out on phones. */
  wide?: boolean;
}

interface Props<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}

const cellClass = <Row,>({ wide, class: extra = "" }: Column<Row>) =>
  `px-4 text-start max-md:px-3 ${wide ? "max-md:hidden" : ""} ${extra}`;

export const Table = <Row,>({ label, columns, rows, rowKey }: Props<Row>) => (
  <div class="overflow-x-auto rounded-xl border border-line bg-surface shadow-xs">
    <table aria-label={label} class="w-full border-collapse text-sm">
      <thead class="border-b border-line bg-sunken text-xs text-ink-3">
        <tr>
          {columns.map((column) =>
            column.label ? (
              <th key={column.id} scope="col" class={`py-2.5 font-medium ${cellClass(column)}`}>
                {column.label}
              </th>
            ) : (
              <td key={column.id} class={cellClass(column)} />
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={rowKey(row)}
            class="border-b border-line transition-colors last:border-0 hover:bg-hover"
          >
            {columns.map((column) => (
              <td key={column.id} class={`py-3 ${cellClass(column)}`}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
