import { setTimeout as delay } from "node:timers/promises";
import type {
  CheckRequest,
  ConfigureRequest,
  CreateProvider,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  InvokeRequest,
  ProviderHost,
  ReadRequest,
  UpdateRequest,
} from "../../protocol/provider";
import { plainOf, ProviderShell } from "../../protocol/providerShell";
import { removeOutputValues, type PropertyMap } from "../../protocol/values";
import { ClusterUnreachableError } from "../../../lib/clients/kubernetes/apiError";
import { Cluster } from "./cluster";
import {
  checkProviderConfig,
  checkStrictMode,
  diffProviderConfig,
  parseProviderConfig,
  type ProviderConfig,
} from "./config";
import { invoke } from "./invokes";
import { check } from "./operations/check";
import { KnownObjects, type OperationContext } from "./operations/context";
import { create } from "./operations/create";
import { deleteObject } from "./operations/delete";
import { diff } from "./operations/diff";
import { NodePortWaits } from "./operations/nodePortWaits";
import { read } from "./operations/read";
import { update } from "./operations/update";
import { name, version } from "./package.json";

/** Supports the types of `@pulumi/kubernetes` that are plain API objects, custom resources included. */
export const createProvider: CreateProvider = (host) => new KubernetesProvider(host);

class KubernetesProvider extends ProviderShell implements OperationContext {
  readonly supportsAutonaming = true;
  config: ProviderConfig = parseProviderConfig({});
  owner: string | undefined;
  readonly known = new KnownObjects();
  readonly nodePorts = new NodePortWaits();
  private opened: Cluster | undefined;
  private reachable: Promise<boolean> | undefined;

  constructor(host: ProviderHost) {
    super(host, { name, version });
  }

  override async checkConfig({ news, name }: CheckRequest) {
    const failures = checkStrictMode(news, name, this.host.packageConfig ?? {});
    return { inputs: news, failures: failures.length > 0 ? failures : checkProviderConfig(news) };
  }

  override async diffConfig(request: DiffRequest) {
    return diffProviderConfig(plainOf(request.oldInputs), plainOf(request.news));
  }

  override async configure(request: ConfigureRequest) {
    this.opened?.close();
    this.opened = this.reachable = undefined;
    this.config = parseProviderConfig(request.args);
    // After an interrupted destroy the provider gets a new id, but its clusterIdentifier stays.
    this.owner = this.config.clusterIdentifier ?? (request.id === "" ? undefined : request.id);
    return super.configure(request);
  }

  async invoke(request: InvokeRequest) {
    return invoke(request);
  }

  check(request: CheckRequest) {
    const olds = request.olds && (removeOutputValues(request.olds) as PropertyMap);
    return check(this, { ...request, olds, news: removeOutputValues(request.news) as PropertyMap });
  }

  diff = (request: DiffRequest) => diff(this, request);
  create = (request: CreateRequest) => create(this, request);
  read = (request: ReadRequest) => read(this, request);
  update = (request: UpdateRequest) => update(this, request);
  delete = (request: DeleteRequest) => deleteObject(this, request);

  override async close() {
    await super.close();
    this.opened?.close();
  }

  cluster(): Cluster {
    return (this.opened ??= Cluster.of(this.config, (text) => this.host.log("warning", text)));
  }

  pause(milliseconds: number): Promise<void> {
    return delay(milliseconds, undefined, { signal: this.signal });
  }

  isReachable(): Promise<boolean> {
    return (this.reachable ??= this.asksVersion());
  }

  private async asksVersion(): Promise<boolean> {
    try {
      await this.cluster().client.getPath("/version");
      return true;
    } catch (error) {
      return !(error instanceof ClusterUnreachableError);
    }
  }
}
