import type { UpdateRequest, UpdateResponse } from "../../../protocol/provider";
import { containsUnknowns, removeSecrets, type PropertyMap } from "../../../protocol/values";
import { ApiError, ClusterUnreachableError, NoMatchError } from "../../../../lib/clients/kubernetes/apiError";
import type { Collection } from "../../../../lib/clients/kubernetes/apiClient";
import { isTakenOverSilently, newFieldManager, takeOver, withMark } from "../fieldManager";
import { fromOutputs, toOutputs, type Checkpoint } from "../inputs/checkpoint";
import { withIgnored } from "../inputs/ignoredFields";
import { normalize } from "../inputs/normalize";
import { idOf, kindOf, mapsAt, nameOf, textAt } from "../../../../lib/clients/kubernetes/object";
import { apiVersionOf, metadataOf, parseId, type KubernetesObject } from "../object";
import { StatusLog } from "../../../protocol/statusLog";
import type { OperationContext } from "./context";
import { isDryRunRefusal, isForced } from "./create";
import { awaitObject, initializationError } from "./outcome";

/** Updates an object to its new inputs and waits for it. @throws InitializationError when it does not become ready */
export async function update(context: OperationContext, request: UpdateRequest): Promise<UpdateResponse> {
  context.known.add(request.urn, request.id);
  const plain = removeSecrets(request.news) as KubernetesObject;
  const inputs = normalize(plain);
  const checkpoint = fromOutputs(request.oldOutputs);
  const fieldManager = checkpoint.fieldManager ?? newFieldManager(inputs, context.owner, request.urn);
  const log = new StatusLog(context.host, request.urn);
  if (request.preview) return previewUpdate(context, request, inputs, { ...checkpoint, fieldManager });
  let live: KubernetesObject;
  try {
    live = await applyChange(context, request, inputs, fieldManager, log);
  } catch (error) {
    throw updateError(request, error as Error, fieldManager);
  }
  log.clear();
  if (kindOf(live) === "CustomResourceDefinition") context.cluster().discovery.forgetGroupOf(live);
  const result = await awaitObject(context, {
    inputs: plain,
    live,
    previous: checkpoint.live,
    timeout: request.timeout,
    log,
  });
  const outputs = toOutputs(
    { inputs: plain, live: result.object, fieldManager, initialApiVersion: checkpoint.initialApiVersion },
    request.news,
  );
  if (result.errors.length > 0) {
    const headline = `the Kubernetes API server reported that ${JSON.stringify(idOf(live))} failed to fully initialize or become live: `;
    throw initializationError(headline, result, outputs);
  }
  return { properties: outputs };
}

async function applyChange(
  context: OperationContext,
  request: UpdateRequest,
  inputs: KubernetesObject,
  fieldManager: string,
  log: StatusLog,
): Promise<KubernetesObject> {
  const { client, discovery } = context.cluster();
  const { namespace, name } = parseId(request.id);
  const collection = await discovery.collection(apiVersionOf(inputs), kindOf(inputs), namespace);
  const existing = await takeOverFields(context, collection, name, fieldManager);
  const wanted = withIgnored(inputs, existing, request.ignoreChanges, fieldManager);
  const options = {
    fieldManager,
    force: isForced(context, inputs) || mapsAt(existing, "metadata", "managedFields").length === 0,
    onWarning: (text: string) => log.warn(text),
  };
  return client.apply(collection, name, withMark(named(wanted, name)), options);
}

/** Sets the name that the server generated, which only the id contains. */
const named = (inputs: KubernetesObject, name: string): KubernetesObject =>
  nameOf(inputs) === name ? inputs : { ...inputs, metadata: { ...metadataOf(inputs), name } };

/** Takes ownership of the fields of kubectl and of older clients. Returns the live object. */
async function takeOverFields(
  context: OperationContext,
  collection: Collection,
  name: string,
  fieldManager: string,
): Promise<KubernetesObject> {
  const { client } = context.cluster();
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
      if (!(error instanceof ApiError && error.isConflict) || attempt >= 4) throw error;
    }
  }
}

/**
 * The object that an update would return, from the server's dry run; the inputs when the server cannot evaluate it
 * yet.
 */
async function previewUpdate(
  context: OperationContext,
  request: UpdateRequest,
  inputs: KubernetesObject,
  checkpoint: Checkpoint & { fieldManager: string },
): Promise<UpdateResponse> {
  const asGiven: UpdateResponse = { properties: request.news };
  if (containsUnknowns(inputs)) return asGiven;
  try {
    const { client, discovery } = context.cluster();
    const { namespace, name } = parseId(request.id);
    const collection = await discovery.collection(apiVersionOf(inputs), kindOf(inputs), namespace);
    const { fieldManager } = checkpoint;
    const existing = await client.get(collection, name);
    const force =
      isForced(context, inputs) || isTakenOverSilently(mapsAt(existing, "metadata", "managedFields"));
    const wanted = withIgnored(inputs, existing, request.ignoreChanges, fieldManager);
    const options = { fieldManager, force, dryRun: true };
    const live = await client.apply(collection, name, named(wanted, name), options);
    const plain = removeSecrets(request.news) as PropertyMap;
    return { properties: toOutputs({ ...checkpoint, inputs: plain, live }, request.news) };
  } catch (error) {
    if (error instanceof NoMatchError || error instanceof ClusterUnreachableError) return asGiven;
    if (!(error instanceof ApiError)) throw error;
    if (error.isForbidden || error.code === 401 || isDryRunRefusal(error)) return asGiven;
    throw updateError(request, error, checkpoint.fieldManager);
  }
}

function updateError(request: UpdateRequest, error: Error, fieldManager: string): Error {
  if (error instanceof ClusterUnreachableError) return error;
  const name = JSON.stringify(request.urn);
  if (error instanceof NoMatchError) {
    return new Error(
      `update of resource ${name} failed because the Kubernetes API server reported that the apiVersion for this ` +
        `resource does not exist. Verify that any required CRDs have been created: ${error.message}`,
    );
  }
  const message = `update of resource ${name} failed: ${error.message}`;
  if (error instanceof ApiError && error.isConflict) {
    const others = [
      ...new Set(error.causes.map(({ message: text }) => /conflict with "([^"]+)"/.exec(text)?.[1])),
    ];
    const isTakenOver = others.every((other) => /^(kubectl|before-first-apply)/.test(other ?? ""));
    return new Error(
      `${message}\n\nServer-Side Apply field conflict detected: fields that field manager ${JSON.stringify(fieldManager)} ` +
        `sets are owned by ${
          others
            .filter(Boolean)
            .map((other) => JSON.stringify(other))
            .join(", ") || "another manager"
        }. ` +
        "Leave those fields out of the program (ignoreChanges), or take them with the annotation " +
        'pulumi.com/patchForce: "true".' +
        (isTakenOver ? " An update takes over fields of kubectl: run up with --skip-preview." : ""),
    );
  }
  if (error instanceof ApiError && error.isInvalid && /immutable|forbidden/i.test(error.message)) {
    return new Error(
      `${message}\n\nThe server does not allow this change of an existing object. To delete the object and create it ` +
        "again with the new inputs, set the resource option replaceOnChanges to the changed properties.",
    );
  }
  return new Error(message);
}
