import { setMaxListeners } from "node:events";
import type { IncomingMessage } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { isMap, mapsAt, textAt, type AnyMap, type JsonMap, type KubernetesObject } from "./object";
import { apiErrorOf, ApiError, ClusterUnreachableError, isUnauthorized } from "./apiError";
import type { Connection } from "./connection";
import { Authenticator } from "./credentials";
import { Transport, type RequestOptions } from "./transport";

/** The objects of one type, cluster-wide or in one namespace. */
export interface Collection {
  /** `/api/v1/namespaces/web/configmaps` */
  path: string;
  apiVersion: string;
  kind: string;
}

/**
 * The collection of a kind.
 * @param plural the kind's name in paths
 * @param namespace default: all namespaces, or none for a cluster-scoped kind
 */
export function collectionOf(
  apiVersion: string,
  kind: string,
  plural: string,
  namespace?: string,
): Collection {
  const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const inNamespace = namespace ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return { path: `${base}${inNamespace}/${plural}`, apiVersion, kind };
}

export interface WriteOptions {
  fieldManager: string;
  /** Take ownership of fields of other managers. Default: false. */
  force?: boolean;
  /** Let the server compute the result without storing it. Default: false. */
  dryRun?: boolean;
  /** Receives the server's warnings, such as unknown fields and deprecated versions. */
  onWarning?: (text: string) => void;
}

export interface ObjectList {
  items: KubernetesObject[];
  resourceVersion: string;
}

export type WatchEvent = { type: string; object: KubernetesObject };

interface Query {
  [parameter: string]: string | boolean | undefined;
}

/** Milliseconds before each further attempt of an idempotent request. */
const BACK_OFF = [100, 250, 500, 1000, 2000];
/** For this many milliseconds after a connection failure, requests are not retried. */
const ABSENCE = 10_000;
const REQUEST_TIMEOUT = 60_000;
/** Errors before a connection exists: the server has not received the request. */
const NOT_CONNECTED = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPROXY",
]);
const BROKEN = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT", "ERR_STREAM_PREMATURE_CLOSE"]);

/** A client of one API server. Reuses its connections. */
export class ApiClient {
  private readonly transport: Transport;
  private readonly authenticator: Authenticator;
  private readonly closing = new AbortController();
  private unreachableSince = -Infinity;
  /** The number of requests sent; for tests and benchmarks. */
  requests = 0;

  constructor(
    readonly connection: Connection,
    private readonly options: { timeout?: number; backOff?: readonly number[] } = {},
  ) {
    this.transport = new Transport(connection, options.timeout ?? REQUEST_TIMEOUT);
    setMaxListeners(0, this.closing.signal);
    this.authenticator = new Authenticator(connection);
  }

  /** @throws ApiError, `isNotFound` when no such object exists */
  get(collection: Collection, name: string): Promise<KubernetesObject> {
    return this.json("GET", objectPath(collection, name));
  }

  /** The document at a path, such as `/version` or `/apis/apps/v1`. */
  getPath(path: string, accept?: string): Promise<JsonMap> {
    return this.json("GET", path, { accept });
  }

  async list(collection: Collection, query: Query = {}): Promise<ObjectList> {
    const answer = await this.json("GET", collection.path + queryOf(query));
    // The items of a list have no apiVersion and kind.
    const items = mapsAt(answer, "items").map((item) => ({
      apiVersion: collection.apiVersion,
      kind: collection.kind,
      ...item,
    }));
    return { items, resourceVersion: textAt(answer, "metadata", "resourceVersion") ?? "" };
  }

  /** Creates an object. The server derives its name from `metadata.generateName`. */
  post(collection: Collection, object: AnyMap, options: WriteOptions): Promise<KubernetesObject> {
    return this.json("POST", collection.path + writeQuery(options), {
      body: JSON.stringify(object),
      contentType: "application/json",
      onWarning: options.onWarning,
    });
  }

  /** Server-side apply: creates or updates the object. */
  apply(
    collection: Collection,
    name: string,
    object: AnyMap,
    options: WriteOptions,
  ): Promise<KubernetesObject> {
    return this.json("PATCH", objectPath(collection, name) + writeQuery({ force: false, ...options }), {
      body: JSON.stringify(object),
      contentType: "application/apply-patch+yaml",
      idempotent: true,
      onWarning: options.onWarning,
    });
  }

  /** A JSON patch (RFC 6902), for changes that server-side apply cannot express. */
  jsonPatch(
    collection: Collection,
    name: string,
    patch: AnyMap[],
    options: { fieldManager?: string } = {},
  ): Promise<KubernetesObject> {
    return this.json("PATCH", objectPath(collection, name) + queryOf(options), {
      body: JSON.stringify(patch),
      contentType: "application/json-patch+json",
    });
  }

  /** Deletes an object. Returns the object while finalizers keep it, else a Status. */
  delete(
    collection: Collection,
    name: string,
    { propagationPolicy, uid }: { propagationPolicy: string; uid?: string },
  ): Promise<KubernetesObject> {
    return this.json("DELETE", objectPath(collection, name), {
      body: JSON.stringify({
        apiVersion: "v1",
        kind: "DeleteOptions",
        propagationPolicy,
        ...(uid ? { preconditions: { uid } } : {}),
      }),
      contentType: "application/json",
      idempotent: true,
    });
  }

  /**
   * Yields the changes to a collection after a resource version, until the server or the signal ends the watch.
   * @throws ApiError with code 410 when the version has expired
   */
  async *watch(collection: Collection, query: Query, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    const path = collection.path + queryOf({ ...query, watch: true, allowWatchBookmarks: true });
    const answer = await this.exchange("GET", path, {
      streaming: true,
      signal: AbortSignal.any([signal, this.closing.signal]),
    });
    if (answer.statusCode !== 200) throw apiErrorOf(answer.statusCode ?? 0, await bodyOf(answer));
    let rest = "";
    answer.setEncoding("utf8");
    for await (const chunk of answer) {
      const lines = (rest + String(chunk)).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        if (line === "") continue;
        const event = JSON.parse(line) as WatchEvent;
        if (event.type === "ERROR") throw apiErrorOf(410, event.object);
        yield event;
      }
    }
  }

  /** Aborts all requests and closes the connections. */
  close(): void {
    this.closing.abort();
    this.transport.close();
  }

  private async json(
    method: string,
    path: string,
    request: RequestOptions & { idempotent?: boolean; onWarning?: (text: string) => void } = {},
  ): Promise<JsonMap> {
    // Only the first request to an unreachable cluster retries; later ones fail at once.
    const isKnownAbsent = performance.now() - this.unreachableSince < ABSENCE;
    const backOff = isKnownAbsent ? [] : (this.options.backOff ?? BACK_OFF);
    let renewed = false;
    for (let attempt = 0; ; attempt++) {
      try {
        const answer = await this.exchange(method, path, { ...request, signal: this.closing.signal });
        const body = await bodyOf(answer);
        const code = answer.statusCode ?? 0;
        if (code >= 200 && code < 300 && typeof body !== "string") {
          if (request.onWarning) for (const text of warningsOf(answer)) request.onWarning(text);
          return body;
        }
        throw apiErrorOf(code, body);
      } catch (error) {
        if (isUnauthorized(error) && !renewed && this.authenticator.renew()) {
          renewed = true;
          continue;
        }
        const pause = backOff[attempt];
        const isRepeatable = isTransient(error, method === "GET" || request.idempotent === true);
        if (pause === undefined || this.closing.signal.aborted || !isRepeatable) {
          if (isOfConnection(error)) this.unreachableSince = performance.now();
          throw asReported(error);
        }
        const asked = error instanceof ApiError ? error.retryAfter * 1000 : 0;
        await delay(Math.max(pause, asked), undefined, { signal: this.closing.signal });
      }
    }
  }

  /** Sends a request once. @returns the answer, of any status and type */
  async exchange(method: string, path: string, options: RequestOptions = {}): Promise<IncomingMessage> {
    this.requests++;
    return this.transport.send(method, path, options, await this.authenticator.authenticate());
  }
}

const objectPath = (collection: Collection, name: string): string =>
  `${collection.path}/${encodeURIComponent(name)}`;

function queryOf(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== undefined) parameters.set(key, String(value));
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

const writeQuery = ({ fieldManager, force, dryRun }: WriteOptions): string =>
  queryOf({ fieldManager, force, dryRun: dryRun ? "All" : undefined, fieldValidation: "Warn" });

async function bodyOf(answer: IncomingMessage): Promise<JsonMap | string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  try {
    const parsed: unknown = JSON.parse(text);
    return isMap(parsed) ? parsed : text;
  } catch {
    return text;
  }
}

/** The texts of a response's Warning headers: `299 - "text"`, joined by commas. */
const warningsOf = (answer: IncomingMessage): string[] =>
  [...(answer.headers.warning ?? "").matchAll(/299 [^ ]+ ("(?:[^"\\]|\\.)*")/g)].map(
    ([, quoted]) => JSON.parse(quoted!) as string,
  );

/** True when the same request may succeed later and is safe to repeat. */
function isTransient(error: unknown, idempotent: boolean): boolean {
  if (error instanceof ApiError) {
    if (error.code === 429) return true;
    // Of all internal errors only etcd's are temporary (a leader election).
    return (
      idempotent && (error.code > 500 || (error.code === 500 && error.message.startsWith("etcdserver:")))
    );
  }
  const code = codeOf(error);
  return NOT_CONNECTED.has(code) ? code === "ECONNREFUSED" : idempotent && BROKEN.has(code);
}

/** The code of a system or TLS error, such as `ECONNREFUSED`; empty for other errors. */
const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException | undefined)?.code ?? "";

const isOfConnection = (error: unknown): boolean => {
  const code = codeOf(error);
  const ofTls = /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;
  return NOT_CONNECTED.has(code) || BROKEN.has(code) || ofTls.test(code);
};

const asReported = (error: unknown): unknown =>
  isOfConnection(error) ? new ClusterUnreachableError((error as Error).message || codeOf(error)) : error;
