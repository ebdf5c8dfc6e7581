import {
  InitializationError,
  type CheckRequest,
  type CheckResponse,
  type ConfigureRequest,
  type CreateProvider,
  type CreateRequest,
  type CreateResponse,
  type DeleteRequest,
  type DiffRequest,
  type DiffResponse,
  type InvokeRequest,
  type ProviderHost,
  type ReadRequest,
  type ReadResponse,
  type UpdateRequest,
  type UpdateResponse,
} from "../../protocol/provider";
import { removeOutputValues, UNKNOWN, type PropertyMap } from "../../protocol/values";
import { plainOf, ProviderShell } from "../../protocol/providerShell";
import { checkProviderConfig, parseProviderConfig, type ProviderConfig } from "./config";
import { DockerDaemon } from "../../../lib/clients/docker/daemon";
import { withName } from "./fields/autoName";
import { checkFields } from "./fields/checkFields";
import { diffFields } from "./fields/compare";
import { markLike } from "./fields/secrets";
import { invoke } from "./invoke";
import type { Context, ResourceType } from "./resourceType";
import { name, version } from "./package.json";
import { typeOf } from "./types";

/** Supports the types of `@pulumi/docker` for a single Docker daemon: containers, images, networks, volumes. */
export const createProvider: CreateProvider = (host) => new DockerProvider(host);

class DockerProvider extends ProviderShell implements Context {
  config: ProviderConfig = parseProviderConfig({});
  readonly known = new Set<string>();
  private opened: DockerDaemon | undefined;

  constructor(host: ProviderHost) {
    super(host, { name, version });
  }

  override async checkConfig({ news }: CheckRequest) {
    return { inputs: news, failures: checkProviderConfig(news) };
  }

  override async configure(request: ConfigureRequest) {
    this.opened?.close();
    this.opened = undefined;
    this.config = parseProviderConfig(request.args);
    return super.configure(request);
  }

  async invoke(request: InvokeRequest) {
    return invoke(this, request);
  }

  async check(request: CheckRequest): Promise<CheckResponse> {
    const type = typeOf(request.type);
    const news = withoutNulls(removeOutputValues(request.news) as PropertyMap);
    const olds = request.olds && plainOf(request.olds);
    const named = type.autoName ? withName(news, { ...request, olds }) : news;
    const failures = checkFields(named, type.fields);
    if (failures.length === 0) failures.push(...(type.check?.(plainOf(named)) ?? []));
    if (failures.length > 0) return { inputs: named, failures };
    return { inputs: type.complete?.(this, named) ?? named, failures };
  }

  async diff(request: DiffRequest): Promise<DiffResponse> {
    const type = typeOf(request.type);
    this.known.add(request.id);
    return diffFields(request.oldInputs, request.news, type, request.ignoreChanges);
  }

  async create(request: CreateRequest): Promise<CreateResponse> {
    const type = typeOf(request.type);
    const inputs = plainOf(request.properties);
    if (request.preview) return { id: "", properties: previewed(type, request.properties) };
    const { id, properties } = await type
      .create(this, { ...request, inputs })
      .catch(withInputs(type, request.properties));
    this.known.add(id);
    return { id, properties: outputsOf(type, request.properties, properties) };
  }

  async read(request: ReadRequest): Promise<ReadResponse> {
    const type = typeOf(request.type);
    this.known.add(request.id);
    const live = await type.read(this, { ...request, inputs: plainOf(request.inputs) });
    if (!live) return { id: "", properties: {} };
    const inputs = markLike(live.inputs, request.inputs);
    return { id: live.id, inputs, properties: outputsOf(type, inputs, live.outputs) };
  }

  async update(request: UpdateRequest): Promise<UpdateResponse> {
    const type = typeOf(request.type);
    this.known.add(request.id);
    if (request.preview) {
      return { properties: previewed(type, request.news, request.oldOutputs) };
    }
    const inputs = plainOf(request.news);
    if (!type.update) throw new Error(`a resource of the type ${type.token} is replaced by every change`);
    const outputs = await type.update(this, { ...request, inputs }).catch(withInputs(type, request.news));
    return { properties: outputsOf(type, request.news, outputs) };
  }

  async delete(request: DeleteRequest): Promise<void> {
    const type = typeOf(request.type);
    this.known.add(request.id);
    await type.delete?.(this, request.id, plainOf(request.properties));
  }

  override async close() {
    await super.close();
    this.opened?.close();
  }

  get daemon(): DockerDaemon {
    return (this.opened ??= new DockerDaemon(this.config, this.signal));
  }
}

/** For the `catch` of an operation: adds the inputs to the outputs of a resource that was created but is not ready. */
const withInputs =
  (type: ResourceType, inputs: PropertyMap) =>
  (error: unknown): never => {
    if (!(error instanceof InitializationError)) throw error;
    const properties = outputsOf(type, inputs, error.properties);
    throw new InitializationError(error.message, error.id, properties, inputs, error.reasons);
  };

const withoutNulls = (map: PropertyMap): PropertyMap =>
  Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null));

/** The outputs for the state: the inputs with defaults, the daemon's values, and the inputs' secret marks. */
function outputsOf(type: ResourceType, inputs: PropertyMap, outputs: PropertyMap): PropertyMap {
  const notes: PropertyMap = type.schemaVersion === undefined ? {} : { __meta: metaOf(type.schemaVersion) };
  return { ...withDefaults(type, inputs), ...markLike(outputs, inputs), ...notes };
}

/** The state's schema version in the official plugin's format. */
const metaOf = (version: number): string => JSON.stringify({ schema_version: String(version) });

function withDefaults(type: ResourceType, inputs: PropertyMap): PropertyMap {
  const result: PropertyMap = {};
  for (const [key, field] of Object.entries(type.fields)) {
    const value = inputs[key] ?? field.default;
    if (value !== undefined) result[key] = value;
  }
  return result;
}

/** The outputs in a preview: the inputs with defaults and the old computed outputs, which are unknown for a new resource. */
function previewed(type: ResourceType, inputs: PropertyMap, olds?: PropertyMap): PropertyMap {
  const computed = type.computed.filter((key) => inputs[key] === undefined);
  const known = computed.map((key) => [key, olds ? olds[key] : UNKNOWN] as const);
  return {
    ...withDefaults(type, inputs),
    ...(Object.fromEntries(known.filter(([, value]) => value !== undefined)) as PropertyMap),
  };
}
