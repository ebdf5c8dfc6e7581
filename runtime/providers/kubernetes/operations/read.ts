import { InitializationError, type ReadRequest, type ReadResponse } from "../../../protocol/provider";
import { plainOf } from "../../../protocol/providerShell";
import { isPropertyMap } from "../../../protocol/values";
import { skipsAwait } from "../annotations";
import { awaiterOf } from "../await/awaiters";
import { waitUntilReady } from "../await/waitUntilReady";
import {
  ClusterUnreachableError,
  isNotFound,
  NoMatchError,
} from "../../../../lib/clients/kubernetes/apiError";
import { newFieldManager } from "../fieldManager";
import { fromOutputs, toOutputs } from "../inputs/checkpoint";
import { withApiKeys } from "../inputs/extensionKeys";
import { importedInputs, liveInputs } from "../inputs/liveInputs";
import { markLike, markSecretData } from "../inputs/secrets";
import type { ApiType } from "../../../../lib/clients/kubernetes/builtInTypes";
import { apiVersionOf, kindOf } from "../../../../lib/clients/kubernetes/object";
import { parseId, type KubernetesObject } from "../object";
import { StatusLog } from "../../../protocol/statusLog";
import { apiTypeOf } from "../typeToken";
import type { OperationContext } from "./context";

const DELETED: ReadResponse = { id: "", properties: {} };

/**
 * Reads the live object: a refresh returns inputs with drift applied, an import derives them from the object.
 * @throws InitializationError when the object exists and is not ready
 */
export async function read(context: OperationContext, request: ReadRequest): Promise<ReadResponse> {
  context.known.add(request.urn, request.id);
  const { namespace, name } = parseId(request.id);
  const given = withApiKeys(plainOf(request.inputs));
  const checkpoint = fromOutputs(request.properties);
  const isImport = apiVersionOf(given) === "" && apiVersionOf(checkpoint.live) === "";
  const { apiVersion, kind } = isImport
    ? apiTypeOf(request.type)
    : {
        apiVersion: apiVersionOf(given) || apiVersionOf(checkpoint.live),
        kind: kindOf(given) || kindOf(checkpoint.live),
      };
  // A resource that the program only reads has no inputs.
  const oldInputs =
    apiVersionOf(given) === "" ? identified(given, { apiVersion, kind, namespace, name }) : given;
  let live: KubernetesObject;
  try {
    const { client, discovery } = context.cluster();
    const scope =
      namespace === "" && (await discovery.isNamespaced(apiVersion, kind))
        ? defaultNamespace(context)
        : namespace;
    live = await client.get(await discovery.collection(apiVersion, kind, scope), name);
  } catch (error) {
    if (error instanceof NoMatchError || isNotFound(error)) return DELETED;
    if (error instanceof ClusterUnreachableError) return unreachable(context, request, error);
    throw error;
  }
  const fieldManager = checkpoint.fieldManager ?? newFieldManager(live, context.owner, request.urn);
  const errors = isImport ? [] : await readiness(context, request.urn, oldInputs, live);
  const inputs = isImport
    ? importedInputs(live, oldInputs)
    : liveInputs(oldInputs, withApiKeys(checkpoint.live), live);
  const marked = markLike(inputs, request.inputs);
  const newInputs = isImport ? markSecretData(marked) : marked;
  const properties = toOutputs(
    { inputs, live, fieldManager, initialApiVersion: checkpoint.initialApiVersion ?? apiVersion },
    newInputs,
  );
  if (errors.length > 0) throw new InitializationError(errors[0]!, request.id, properties, newInputs, errors);
  return { id: request.id, properties, inputs: newInputs };
}

/** The inputs with the type and the name of their object. */
function identified(
  inputs: KubernetesObject,
  { apiVersion, kind, namespace, name }: ApiType & { namespace: string; name: string },
): KubernetesObject {
  const metadata = { name, ...(namespace === "" ? {} : { namespace }) };
  return {
    ...inputs,
    apiVersion,
    kind,
    metadata: isPropertyMap(inputs.metadata) ? { ...metadata, ...inputs.metadata } : metadata,
  };
}

async function readiness(
  context: OperationContext,
  urn: string,
  inputs: KubernetesObject,
  live: KubernetesObject,
): Promise<string[]> {
  const awaiter = awaiterOf(live);
  if (!awaiter?.onRead || skipsAwait(inputs)) return [];
  const log = new StatusLog(context.host, urn);
  const request = { object: live, awaiter, timeout: 0, isRead: true, log };
  try {
    return (await waitUntilReady(context.cluster(), context.signal, request)).errors;
  } catch {
    // Some users may read but not watch; readiness is then unknown.
    return [];
  } finally {
    log.clear();
  }
}

const defaultNamespace = (context: OperationContext): string =>
  context.config.namespace ?? context.cluster().connection.namespace ?? "default";

function unreachable(
  { host, config }: OperationContext,
  { urn, id, properties, inputs }: ReadRequest,
  error: ClusterUnreachableError,
): ReadResponse {
  host.log("warning", error.message, { urn });
  if (config.deleteUnreachable) {
    host.log("info", "the `deleteUnreachable` option is set: the object is removed from the state", { urn });
    return DELETED;
  }
  if (config.skipUpdateUnreachable) {
    const message = "the `skipUpdateUnreachable` option is set: the state is kept, and may not be current";
    host.log("info", message, { urn });
    return { id, properties, inputs };
  }
  throw new Error(
    "failed to read resource state due to unreachable cluster. If the cluster was deleted, run again with the " +
      'environment variable PULUMI_K8S_DELETE_UNREACHABLE set to "true" to remove this resource from the state',
  );
}
