import { META, postSigned, textDelivery } from "../../test/support/meta.ts";
import { ADDRESS_OF_OWNER, PASSWORD_OF_OWNER, type Running } from "./program.ts";

type Parsed = ReturnType<JSON["parse"]>;
interface Answer {
  status: number;
  body: Parsed;
}
export interface Owner {
  api(method: string, path: string, body?: unknown): Promise<Answer>;
}

/** The owner of an installation, signed in to a server in a process of its own. */
export const signedInOwner = ({ url }: Running): Promise<Owner> =>
  signedIn(url, "/auth/login", { email: ADDRESS_OF_OWNER, password: PASSWORD_OF_OWNER });

/** The owner of a tenant that comes along later. */
export const anotherOwner = ({ url }: Running): Promise<Owner> =>
  signedIn(url, "/auth/register", {
    tenantName: "Another tenant",
    firstName: "Nora",
    email: `${crypto.randomUUID()}@example.com`,
    password: PASSWORD_OF_OWNER,
  });

async function signedIn(url: string, path: string, credentials: object): Promise<Owner> {
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    token?: string,
  ): Promise<Answer> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        "Content-Type": "application/json",
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  const { body } = await call("POST", path, credentials);
  return { api: (method, path, given) => call(method, path, given, body.data.token) };
}

export interface Line {
  /** Posts what a contact writes, signed as Meta does; the status of the answer. */
  hear(text: string): Promise<number>;
  /** Every text there is in the inbox. */
  texts(): Promise<string[]>;
}

/** A WhatsApp number of the owner, with one contact who writes. */
export async function aLine(server: Running, owner: Owner): Promise<Line> {
  const created = await owner.api("POST", "/whatsapp/connections", {
    name: "Line",
    connectionType: "meta_api",
    metaCredentials: META,
  });
  const hook = `${server.url}/hooks/whatsapp/${created.body.data.id}`;
  return {
    hear: async (text) =>
      (await postSigned(hook, textDelivery({ from: "12025550177", text }))).status,
    texts: async () => {
      const list = await owner.api("GET", `/conversations?connectionId=${created.body.data.id}`);
      const id: string | undefined = list.body.data?.[0]?.id;
      const texts: string[] = [];
      let cursor: string | null = null;
      do {
        if (id === undefined) break;
        const path = `/conversations/${id}/messages?limit=200${cursor === null ? "" : `&cursor=${cursor}`}`;
        const { body }: Answer = await owner.api("GET", path);
        texts.push(...body.data.map(({ content }: { content: string }) => content));
        cursor = body.pagination.nextCursor ?? null;
      } while (cursor !== null);
      return texts.toSorted();
    },
  };
}
