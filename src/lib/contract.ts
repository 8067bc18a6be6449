import type { z } from "zod";

type Schema = z.ZodType;

/** A route as data: validation, the client's types and openapi.json all come from it. */
export interface Route {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/api/v1`, with `:params`. */
  path: string;
  summary: string;
  /** `none` = open to anyone; default: a signed-in user or an API key. */
  auth?: "none";
  /** Refused with 403 FORBIDDEN unless the caller's role holds it. */
  permission?: string;
  params?: Schema;
  query?: Schema;
  body?: Schema;
  /** What `data` holds on success; for lists, one element. */
  out: Schema;
  /** Lists answer `{data: out[], pagination}`. */
  list?: "keyset" | "paged";
  /** Success status, 200 by default. */
  status?: 201 | 202;
  /** Honours `Idempotency-Key`. */
  idempotent?: true;
}

export const route = <const R extends Route>(r: R): R => r;

export interface KeysetPage {
  limit: number;
  nextCursor: string | null;
}
export interface NumberedPage {
  page: number;
  limit: number;
  total: number;
  totalPages: number;
}
export interface Listed<T, P> {
  data: T[];
  pagination: P;
}

type In<R, K extends keyof R> = R[K] extends Schema ? R[K]["_zod"]["input"] : never;
type Out<R, K extends keyof R> = R[K] extends Schema ? R[K]["_zod"]["output"] : never;
type Answer<R extends Route, T> = R["list"] extends "keyset"
  ? Listed<T, KeysetPage>
  : R["list"] extends "paged"
    ? Listed<T, NumberedPage>
    : T;

/** What a handler receives: the parsed parts. */
export type Parsed<R> = { [K in keyof R & ("params" | "query" | "body")]: Out<R, K> };
/** What a client sends: the parts before parsing. */
export type Sent<R> = { [K in keyof R & ("params" | "query" | "body")]: In<R, K> };
/** What a handler returns. */
export type Produced<R extends Route> = Answer<R, R["out"]["_zod"]["input"]>;
/** What a client gets. */
export type Received<R extends Route> = Answer<R, R["out"]["_zod"]["output"]>;
