import { setMaxListeners } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  UnimplementedError,
  type CheckRequest,
  type ConfigureRequest,
  type CreateProvider,
  type CreateRequest,
  type DeleteRequest,
  type DiffRequest,
  type DiffResponse,
  type InvokeRequest,
  type ProviderHost,
  type ReadRequest,
  type ResourceProvider,
  type UpdateRequest,
} from "../../protocol/provider";
import { removeOutputValues, removeSecrets, type PropertyMap } from "../../protocol/values";
import { Cluster } from "./cluster";
import { checkProviderConfig, parseProviderConfig, type ProviderConfig } from "./config";
import { diffProviderConfig } from "./configDiff";
import { invoke } from "./invokes";
import { check } from "./operations/check";
import type { OperationContext } from "./operations/context";
import { create } from "./operations/create";
import { deleteObject } from "./operations/delete";
import { diff } from "./operations/diff";
import { KnownObjects } from "./operations/knownObjects";
import { read } from "./operations/read";
import { update } from "./operations/update";

/** Serves the types of `@pulumi/kubernetes` that are plain API objects, custom resources included. */
export const createProvider: CreateProvider = (host) => new KubernetesProvider(host);

class KubernetesProvider implements ResourceProvider {
  private readonly cancellation = new AbortController();
  private config: ProviderConfig = parseProviderConfig({});
  private owner: string | undefined;
  private opened: Cluster | undefined;
  private readonly known = new KnownObjects();

  constructor(private readonly host: ProviderHost) {
    // Every step under way listens.
    setMaxListeners(0, this.cancellation.signal);
  }

  async getPluginInfo() {
    const text = readFileSync(join(__dirname, "package.json"), "utf8");
    return { version: (JSON.parse(text) as { version: string }).version };
  }

  async getSchema(): Promise<string> {
    throw new UnimplementedError("GetSchema");
  }

  async checkConfig(request: CheckRequest) {
    return {
      inputs: request.news,
      failures: checkProviderConfig(request.news),
    };
  }

  async diffConfig(request: DiffRequest): Promise<DiffResponse> {
    return diffProviderConfig(plainOf(request.oldInputs), plainOf(request.news));
  }

  async configure(request: ConfigureRequest) {
    this.opened?.close();
    this.opened = undefined;
    this.config = parseProviderConfig(request.args);
    // A provider that an interrupted destroy has forgotten comes back with another id, to the same cluster.
    this.owner = this.config.clusterIdentifier ?? (request.id === "" ? undefined : request.id);
    return { acceptSecrets: true, acceptResources: false, acceptOutputs: false, supportsPreview: true };
  }

  async invoke(request: InvokeRequest) {
    return invoke(request);
  }

  check(request: CheckRequest) {
    const olds = request.olds && (removeOutputValues(request.olds) as PropertyMap);
    return check(this.context(), { ...request, olds, news: removeOutputValues(request.news) as PropertyMap });
  }

  diff(request: DiffRequest) {
    return diff(this.context(), request);
  }

  create(request: CreateRequest) {
    return create(this.context(), request);
  }

  read(request: ReadRequest) {
    return read(this.context(), request);
  }

  update(request: UpdateRequest) {
    return update(this.context(), request);
  }

  delete(request: DeleteRequest) {
    return deleteObject(this.context(), request);
  }

  async cancel() {
    this.cancellation.abort();
  }

  async close() {
    this.cancellation.abort();
    this.opened?.close();
  }

  private context(): OperationContext {
    return {
      host: this.host,
      config: this.config,
      owner: this.owner,
      cluster: () => (this.opened ??= Cluster.of(this.config)),
      known: this.known,
      signal: this.cancellation.signal,
    };
  }
}

const plainOf = (map: PropertyMap): PropertyMap => removeSecrets(map) as PropertyMap;
