import type { CreateRequest, CreateResponse } from "../../../protocol/provider";
import { plainOf } from "../../../protocol/providerShell";
import { containsUnknowns } from "../../../protocol/values";
import {
  apiVersionOf,
  idOf,
  kindOf,
  nameOf,
  namespaceOf,
  textAt,
} from "../../../../lib/clients/kubernetes/object";
import { isAnnotated, metadataOf, without, type KubernetesObject } from "../object";
import { PATCH_FORCE } from "../annotations";
import type { ApiClient, Collection, WriteOptions } from "../../../../lib/clients/kubernetes/apiClient";
import {
  ApiError,
  ClusterUnreachableError,
  isConflict,
  isForbidden,
  isInvalid,
  isNotFound,
  isUnauthorized,
  NoMatchError,
} from "../../../../lib/clients/kubernetes/apiError";
import { isManagedBy, newFieldManager, withMark } from "../fieldManager";
import { toOutputs } from "../inputs/checkpoint";
import { normalize } from "../inputs/normalize";
import { StatusLog } from "../../../protocol/statusLog";
import type { OperationContext } from "./context";
import { adviceForPort, isPortTaken, WAITS_FOR_PORT } from "./nodePorts";
import { outputsWhenReady, previewed } from "./outcome";

/** No object ever has this version, so an apply with it creates a new object or fails without a change. */
const MUST_NOT_EXIST = "1";
const BEING_DELETED = "BeingDeleted";
/** Seconds between attempts while something that the object needs does not exist yet: those of the official provider. */
const WAITS = [1, 2, 4, 8, 16];
/** The kind of the object does not exist yet. */
const WAITS_FOR_KIND = [...WAITS, 32];
/** The server creates a namespace's service account, and deletes a predecessor, within a moment. */
const WAITS_FOR_SERVER = [0.1, 0.3, 0.6, ...WAITS];

/** Creates an object and waits for it. @throws InitializationError when it is created and does not become ready */
export async function create(context: OperationContext, request: CreateRequest): Promise<CreateResponse> {
  const plain = plainOf(request.properties);
  const log = new StatusLog(context.host, request.urn);
  if (request.preview) return previewCreate(context, request, plain, log);
  const fieldManager = newFieldManager(plain, context.owner, request.urn);
  const live = await createWithRetries(context, request, normalize(plain), fieldManager, log);
  context.known.add(request.urn, idOf(live));
  const headline =
    `resource ${JSON.stringify(request.urn)} was successfully created, but the Kubernetes API server ` +
    "reported that it failed to fully initialize or become live: ";
  const written = { inputs: plain, live, fieldManager };
  const options = { timeout: request.timeout, headline, log };
  return {
    id: idOf(live),
    properties: await outputsWhenReady(context, written, request.properties, options),
  };
}

async function createWithRetries(
  context: OperationContext,
  request: CreateRequest,
  inputs: KubernetesObject,
  fieldManager: string,
  log: StatusLog,
): Promise<KubernetesObject> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await createOnce(context, request, inputs, fieldManager, log);
    } catch (error) {
      if (error instanceof ClusterUnreachableError) throw error;
      log.status(`Retry #${attempt}; creation failed: ${(error as Error).message}`);
      const seconds = waitsFor(error, request)[attempt];
      if (seconds === undefined)
        throw creationError(request, error as Error, await adviceForPort(context, error));
      await context.pause(seconds * 1000).catch(() => {
        throw creationError(request, error as Error);
      });
    }
  }
}

/**
 * Waits between attempts after an error; none for a permanent one. Temporary ones: a namespace, kind or account does not
 * exist yet, a predecessor is being deleted, or a Service that this run updates holds the NodePort. A busy server may
 * still be working on the request of an engine that was killed, which has allocated the Service's NodePort or address
 * already.
 */
function waitsFor(error: unknown, { resumed }: CreateRequest): readonly number[] {
  if (error instanceof NoMatchError) return WAITS_FOR_KIND;
  if (!(error instanceof ApiError)) return [];
  if (isNotFound(error)) return WAITS;
  const isServers =
    error.reason === BEING_DELETED ||
    (resumed && isInvalid(error) && /already allocated/.test(error.message)) ||
    (isForbidden(error) && /serviceaccount "[^"]*" not found/.test(error.message));
  if (isServers) return WAITS_FOR_SERVER;
  return isPortTaken(error) ? WAITS_FOR_PORT : [];
}

async function createOnce(
  context: OperationContext,
  request: CreateRequest,
  inputs: KubernetesObject,
  fieldManager: string,
  log: StatusLog,
): Promise<KubernetesObject> {
  const { client, discovery } = context.cluster();
  const options = { fieldManager, force: true, onWarning: (text: string) => log.warn(text) };
  const object = withMark(await inScope(context, inputs));
  const collection = await discovery.collectionOf(object);
  if (nameOf(object) === "") return client.post(collection, object, options);
  return createOrAdopt(context, request, collection, object, options);
}

/** Creates an object, or applies it to the existing one if the provider's configuration or a lost creation allows this. */
async function createOrAdopt(
  context: OperationContext,
  request: CreateRequest,
  collection: Collection,
  object: KubernetesObject,
  options: WriteOptions,
): Promise<KubernetesObject> {
  const { client } = context.cluster();
  const name = nameOf(object);
  try {
    return await createNew(client, collection, object, options);
  } catch (error) {
    if (!isConflict(error)) throw error;
    const existing = await client.get(collection, name);
    if (textAt(existing, "metadata", "deletionTimestamp") !== undefined) {
      throw alreadyExists(collection, name, BEING_DELETED, " and is being deleted");
    }
    if (context.config.upsertExistingObjects) {
      return client.apply(collection, name, object, { ...options, force: isForced(context, object) });
    }
    if (!isLostCreation(context, request, existing, options.fieldManager))
      throw alreadyExists(collection, name);
    return client.apply(collection, name, object, options);
  }
}

/** Creates an object and never changes an existing one. @throws ApiError, `isConflict` when the object exists */
async function createNew(
  client: ApiClient,
  collection: Collection,
  object: KubernetesObject,
  options: WriteOptions,
): Promise<KubernetesObject> {
  const metadata = { ...metadataOf(object), resourceVersion: MUST_NOT_EXIST };
  try {
    return await client.apply(collection, nameOf(object), { ...object, metadata }, options);
  } catch (error) {
    // Servers before 1.23 accept no version in the create of a Service.
    if (!(error instanceof ApiError && /resourceVersion (should|must|can) ?not be set/i.test(error.message)))
      throw error;
    return client.post(collection, object, options);
  }
}

/**
 * True when an earlier create of this resource created the object and its response was lost (the engine was killed):
 * the manager that only this stack derives for this URN owns its fields, and the state does not contain it.
 */
function isLostCreation(
  context: OperationContext,
  request: CreateRequest,
  existing: KubernetesObject,
  fieldManager: string,
): boolean {
  return (
    context.owner !== undefined &&
    isManagedBy(existing, fieldManager) &&
    !context.known.has(request.urn, idOf(existing))
  );
}

/** Removes the namespace that the object got before its kind was known, if the kind is cluster-scoped. */
async function inScope(context: OperationContext, inputs: KubernetesObject): Promise<KubernetesObject> {
  if (namespaceOf(inputs) === "") return inputs;
  if (await context.cluster().discovery.isNamespaced(apiVersionOf(inputs), kindOf(inputs))) return inputs;
  return { ...inputs, metadata: without(metadataOf(inputs), "namespace") };
}

export const isForced = (context: OperationContext, object: KubernetesObject): boolean =>
  context.config.enablePatchForce || isAnnotated(object, PATCH_FORCE);

function alreadyExists(collection: Collection, name: string, reason = "AlreadyExists", more = ""): ApiError {
  const plural = collection.path.slice(collection.path.lastIndexOf("/") + 1);
  const group = /^\/apis\/([^/]+)\//.exec(collection.path)?.[1];
  const resource = group === undefined ? plural : `${plural}.${group}`;
  return new ApiError(`${resource} ${JSON.stringify(name)} already exists${more}`, 409, reason);
}

function creationError(request: CreateRequest, error: Error, advice = ""): Error {
  if (error instanceof NoMatchError) return noMatch("creation", request.urn, error);
  const message = `resource ${JSON.stringify(request.urn)} was not successfully created by the Kubernetes API server: ${error.message}`;
  const exists = error instanceof ApiError && error.reason === "AlreadyExists";
  return new Error(exists ? `${message}\n\n${ADVICE_FOR_EXISTING}` : message + advice);
}

/** @param operation `creation` or `update` */
export const noMatch = (operation: string, urn: string, { message }: NoMatchError): Error =>
  new Error(
    `${operation} of resource ${JSON.stringify(urn)} failed because the Kubernetes API server reported that the ` +
      `apiVersion for this resource does not exist. Verify that any required CRDs have been created: ${message}`,
  );

const ADVICE_FOR_EXISTING = `An object with that name existed before this resource. Choose the case that applies:

  - The Pulumi resource was renamed: set an alias with its old name.
  - Somebody else owns the object: choose another name.
  - It should be managed here from now on: \`pulumi import\` it (destroying the stack
    will then delete it), or set upsertExistingObjects on the provider to take
    over every object that exists already.`;

/**
 * The object that a create would return, from the server's dry run; the inputs when the server cannot evaluate it
 * yet.
 */
async function previewCreate(
  context: OperationContext,
  request: CreateRequest,
  plain: KubernetesObject,
  log: StatusLog,
): Promise<CreateResponse> {
  const asGiven: CreateResponse = { id: "", properties: request.properties };
  if (containsUnknowns(plain) || nameOf(plain) === "") return asGiven;
  const inputs = normalize(plain);
  const fieldManager = newFieldManager(plain, context.owner, request.urn);
  try {
    const object = await inScope(context, inputs);
    const collection = await context.cluster().discovery.collectionOf(object);
    const options = { fieldManager, force: true, dryRun: true };
    const result = await createOrAdopt(context, request, collection, object, options);
    const live = previewed(inputs, result);
    return { id: "", properties: toOutputs({ inputs: plain, live, fieldManager }, request.properties) };
  } catch (error) {
    if (error instanceof NoMatchError || error instanceof ClusterUnreachableError) return asGiven;
    if (!(error instanceof ApiError)) throw error;
    if (isNotFound(error)) return asGiven;
    if (!isDryRunRefusal(error)) log.status(`Retry #0; creation failed: ${error.message}`);
    if (isForbidden(error) || isUnauthorized(error)) return asGiven;
    const isTaken = ["AlreadyExists", BEING_DELETED].includes(error.reason) || isPortTaken(error);
    if (isTaken || isDryRunRefusal(error)) return asGiven;
    throw creationError(request, error);
  }
}

/** A webhook with side effects prevents dry runs. */
export const isDryRunRefusal = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 400 && /dry.?run/i.test(error.message);
