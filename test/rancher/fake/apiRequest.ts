import type { IncomingMessage } from "node:http";
import { ADMIN_ACCOUNT, type Caller } from "./accounts";
import { notFound, Problem } from "./problem";
import { typeOf } from "./schema";
import type { Store } from "./store";

/** A parsed request of the API. */
export interface ApiRequest {
  method: string;
  type: string;
  /** Absent for the collection. */
  id?: string;
  action: string | null;
  query: URLSearchParams;
  body: Record<string, unknown>;
  /** The environment in the path, else the administrator's account. */
  accountId: string;
  /** Whether the path contains an environment. */
  scoped: boolean;
  /** The prefix of links. */
  base: string;
  caller: Caller;
}

/** @param parts of the path below the version */
export async function apiRequest(
  request: IncomingMessage,
  url: URL,
  prefix: string,
  parts: readonly string[],
  caller: Caller,
  store: Store,
): Promise<ApiRequest> {
  const method = request.method ?? "GET";
  const base = `http://${request.headers.host}${prefix}`;
  const scoped = parts[0]?.toLowerCase() === "projects" && parts.length > 2;
  const rest = scoped ? parts.slice(2) : parts;
  if (scoped && store.get("project", parts[1]!) === undefined) throw notFound();
  const type = typeOf(rest[0]!);
  if (type === undefined || rest.length > 2) throw notFound();
  return {
    method,
    type,
    ...(rest[1] !== undefined && { id: rest[1] }),
    action: url.searchParams.get("action"),
    query: url.searchParams,
    body: method === "POST" || method === "PUT" ? await bodyOf(request) : {},
    accountId: scoped ? parts[1]! : ADMIN_ACCOUNT,
    scoped,
    base: scoped ? `${base}/projects/${parts[1]}` : base,
    caller,
  };
}

/** A request's JSON; an empty object without a body. */
async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  if (text === "") return {};
  if (!/json/.test(request.headers["content-type"] ?? "")) {
    throw new Problem(415, "UnsupportedMediaType", "the body must be JSON");
  }
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new Problem(400, "InvalidBodyContent", "the body is not JSON");
  }
}

/** Rejects fields that a type does not have, and requires its mandatory fields. */
export function checkFields(
  body: Record<string, unknown>,
  fields: Record<string, "optional" | "required">,
): void {
  for (const name of Object.keys(body)) {
    if (!(name in fields)) throw new Problem(422, "InvalidOption", `no field ${name}`, name);
  }
  for (const [name, kind] of Object.entries(fields)) {
    if (kind === "required" && (body[name] ?? "") === "") {
      throw new Problem(422, "MissingRequired", `${name} is required`, name);
    }
  }
}
