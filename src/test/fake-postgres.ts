import type { Socket } from "bun";

/** Answers as a PostgreSQL server does, as far as signing in and one query go. */
export interface FakePostgres {
  url: string;
  stop(): void;
}

type Row = readonly (readonly [name: string, type: number, value: string | null])[];
export const TEXT = 25;
export const BOOL = 16;
export const TEXTS = 1009;

const text = (value: string): Buffer => Buffer.from(`${value}\0`);
const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const short = (value: number): Buffer => int(value).subarray(2);
const frame = (type: string, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int(body.length + 4), body]);
};
const ready = frame("Z", Buffer.from("I"));

function rows(row: Row): Buffer {
  const columns = row.map(([name, type]) =>
    Buffer.concat([text(name), int(0), short(0), int(type), short(-1), int(-1), short(0)]),
  );
  const values = row.map(([, , value]) =>
    value === null ? int(-1) : Buffer.concat([int(Buffer.byteLength(value)), Buffer.from(value)]),
  );
  return Buffer.concat([
    frame("T", short(row.length), ...columns),
    frame("D", short(row.length), ...values),
    frame("C", text("SELECT 1")),
    ready,
  ]);
}

/** Refuses the sign-in with an SQLSTATE, or answers every query with one row. */
export function fakePostgres(answer: { refuses: string } | Row): FakePostgres {
  const greet = (socket: Socket<{ greeted: boolean }>): number =>
    "refuses" in answer
      ? socket.end(
          frame(
            "E",
            text("SFATAL"),
            text(`C${answer.refuses}`),
            text("Mrefused"),
            Buffer.from("\0"),
          ),
        )
      : socket.write(Buffer.concat([frame("R", int(0)), ready]));
  const server = Bun.listen<{ greeted: boolean }>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open: (socket) => {
        socket.data = { greeted: false };
      },
      data: (socket, bytes) => {
        if (!socket.data.greeted) {
          socket.data.greeted = true;
          greet(socket);
        } else if (bytes[0] === "Q".charCodeAt(0) && !("refuses" in answer))
          socket.write(rows(answer));
      },
    },
  });
  return {
    url: `postgres://crm:secret@127.0.0.1:${server.port}/crm`,
    stop: () => server.stop(true),
  };
}
