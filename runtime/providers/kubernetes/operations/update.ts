import type { UpdateRequest, UpdateResponse } from "../../../protocol/provider";
import { plainOf } from "../../../protocol/providerShell";
import { containsUnknowns } from "../../../protocol/values";
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
import type { ApiClient, Collection } from "../../../../lib/clients/kubernetes/apiClient";
import { isTakenOverSilently, newFieldManager, takeOver, withMark } from "../fieldManager";
import { fromOutputs, toOutputs } from "../inputs/checkpoint";
import { withIgnored } from "../inputs/ignoredFields";
import { normalize } from "../inputs/normalize";
import {
  apiVersionOf,
  idOf,
  kindOf,
  mapsAt,
  nameOf,
  textAt,
} from "../../../../lib/clients/kubernetes/object";
import { metadataOf, parseId, type KubernetesObject } from "../object";
import { StatusLog } from "../../../protocol/statusLog";
import type { OperationContext } from "./context";
import { isDryRunRefusal, isForced, noMatch } from "./create";
import { adviceForPort, isPortTaken, updatePorts } from "./nodePorts";
import { outputsWhenReady } from "./outcome";

/** Updates an object to its new inputs and waits for it. @throws InitializationError when it does not become ready */
export async function update(context: OperationContext, request: UpdateRequest): Promise<UpdateResponse> {
  context.known.add(request.urn, request.id);
  const plain = plainOf(request.news);
  const inputs = normalize(plain);
  const checkpoint = fromOutputs(request.oldOutputs);
  const fieldManager = checkpoint.fieldManager ?? newFieldManager(inputs, context.owner, request.urn);
  const log = new StatusLog(context.host, request.urn);
  const asGiven: UpdateResponse = { properties: request.news };
  if (request.preview && containsUnknowns(inputs)) return asGiven;
  let live: KubernetesObject;
  try {
    live = await applyChange(context, request, inputs, fieldManager, log);
  } catch (error) {
    if (request.preview && isUnpredictable(error)) return asGiven;
    if (request.preview && !(error instanceof ApiError)) throw error;
    const advice = await adviceForPort(context, error);
    throw updateError(request, error as Error, fieldManager, advice);
  }
  const updated = { ...checkpoint, inputs: plain, live, fieldManager };
  if (request.preview) return { properties: toOutputs(updated, request.news) };
  const headline = `the Kubernetes API server reported that ${JSON.stringify(idOf(live))} failed to fully initialize or become live: `;
  const options = { timeout: request.timeout, headline, log };
  return { properties: await outputsWhenReady(context, updated, request.news, options) };
}

/** True for an error of a dry run that the server cannot evaluate yet: the preview then shows the inputs. */
const isUnpredictable = (error: unknown): boolean =>
  error instanceof NoMatchError ||
  error instanceof ClusterUnreachableError ||
  isForbidden(error) ||
  isUnauthorized(error) ||
  isDryRunRefusal(error) ||
  // The update of another Service may free the port.
  isPortTaken(error);

/** Applies the inputs to the live object. A preview is a dry run, which takes no fields over. */
async function applyChange(
  context: OperationContext,
  request: UpdateRequest,
  inputs: KubernetesObject,
  fieldManager: string,
  log: StatusLog,
): Promise<KubernetesObject> {
  const { client, discovery } = context.cluster();
  const { preview: dryRun, ignoreChanges } = request;
  const { namespace, name } = parseId(request.id);
  const collection = await discovery.collection(apiVersionOf(inputs), kindOf(inputs), namespace);
  const existing = dryRun
    ? await client.get(collection, name)
    : await takeOverFields(client, collection, name, fieldManager);
  const managedFields = mapsAt(existing, "metadata", "managedFields");
  const isFree = dryRun ? isTakenOverSilently(managedFields) : managedFields.length === 0;
  const wanted = named(withIgnored(inputs, existing, ignoreChanges, fieldManager), name);
  const write = (object: KubernetesObject) =>
    client.apply(collection, name, dryRun ? object : withMark(object), {
      fieldManager,
      force: isForced(context, inputs) || isFree,
      dryRun,
      onWarning: dryRun ? undefined : (text) => log.warn(text),
    });
  return dryRun ? write(wanted) : updatePorts(context, existing, wanted, write);
}

/** Sets the name that the server generated, which only the id contains. */
const named = (inputs: KubernetesObject, name: string): KubernetesObject =>
  nameOf(inputs) === name ? inputs : { ...inputs, metadata: { ...metadataOf(inputs), name } };

/** Takes ownership of the fields of kubectl and of older clients. Returns the live object. */
async function takeOverFields(
  client: ApiClient,
  collection: Collection,
  name: string,
  fieldManager: string,
): Promise<KubernetesObject> {
  for (let attempt = 0; ; attempt++) {
    const live = await client.get(collection, name);
    const managedFields = takeOver(mapsAt(live, "metadata", "managedFields"), fieldManager);
    if (!managedFields) return live;
    const resourceVersion = textAt(live, "metadata", "resourceVersion")!;
    try {
      return await client.jsonPatch(collection, name, [
        { op: "replace", path: "/metadata/managedFields", value: managedFields },
        { op: "replace", path: "/metadata/resourceVersion", value: resourceVersion },
      ]);
    } catch (error) {
      // A concurrent write: retry a few times.
      if (!isConflict(error) || attempt >= 4) throw error;
    }
  }
}

function updateError(request: UpdateRequest, error: Error, fieldManager: string, advice: string): Error {
  if (error instanceof ClusterUnreachableError) return error;
  if (error instanceof NoMatchError) return noMatch("update", request.urn, error);
  const message = `update of resource ${JSON.stringify(request.urn)} failed: ${error.message}`;
  if (error instanceof ApiError && isConflict(error)) {
    const others = error.causes.map((text) => /conflict with "([^"]+)"/.exec(text)?.[1] ?? "");
    const isTakenOver = others.every((other) => /^(kubectl|before-first-apply)/.test(other));
    const owners = [...new Set(others)].filter((other) => other !== "").map((other) => JSON.stringify(other));
    return new Error(
      `${message}\n\nServer-Side Apply field conflict detected: fields that field manager ${JSON.stringify(fieldManager)} ` +
        `sets are owned by ${owners.join(", ") || "another manager"}. ` +
        "Remove those fields from the program (ignoreChanges), or take them over with the annotation " +
        'pulumi.com/patchForce: "true".' +
        (isTakenOver ? " An update takes over fields of kubectl: run up with --skip-preview." : ""),
    );
  }
  if (isNotFound(error)) {
    return new Error(
      `${message}\n\nThe object was deleted outside of this stack. Run refresh, then up, which creates it again.`,
    );
  }
  if (isInvalid(error) && /immutable|forbidden/i.test(error.message)) {
    return new Error(
      `${message}\n\nThe server does not allow this change of an existing object. To delete the object and create it ` +
        "again with the new inputs, set the resource option replaceOnChanges to the changed properties.",
    );
  }
  return new Error(message + advice);
}
