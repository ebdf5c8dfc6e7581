import type { CheckFailure, CheckRequest, CheckResponse } from "../../../protocol/provider";
import { plainOf } from "../../../protocol/providerShell";
import {
  containsUnknowns,
  isPropertyMap,
  shownValue,
  Unknown,
  type PropertyMap,
  type PropertyValue,
} from "../../../protocol/values";
import { AUTONAMED } from "../annotations";
import { ClusterUnreachableError, NoMatchError } from "../../../../lib/clients/kubernetes/apiError";
import { adoptOldName, assignName } from "../inputs/naming";
import { withApiKeys } from "../inputs/extensionKeys";
import { canonical, withoutReadOnly } from "../inputs/normalize";
import { markLike } from "../inputs/secrets";
import { typedForm } from "../inputs/typedForm";
import { annotation, namespaceOf } from "../../../../lib/clients/kubernetes/object";
import { metadataOf, type KubernetesObject } from "../object";
import { builtInIsNamespaced, type ApiType } from "../../../../lib/clients/kubernetes/builtInTypes";
import { apiTypeOf } from "../typeToken";
import type { OperationContext } from "./context";

/** Validates a resource's inputs and fills in type, name and namespace. Sends no request for built-in kinds. */
export async function check(context: OperationContext, request: CheckRequest): Promise<CheckResponse> {
  const type = apiTypeOf(request.type);
  if (request.olds && context.config.skipUpdateUnreachable && !(await context.isReachable())) {
    const message = "Cluster is unreachable but skipUpdateUnreachable flag is set to true, skipping...";
    context.host.log("warning", message, { urn: request.urn });
    return { inputs: request.olds, failures: [] };
  }
  const failures = validate(request.news, type);
  if (failures.length > 0) return { inputs: request.news, failures };
  const plain = withoutReadOnly(plainOf(request.news));
  if (annotation(plain, AUTONAMED) !== undefined) {
    const message = `ignoring user-specified value for internal annotation ${JSON.stringify(AUTONAMED)}`;
    context.host.log("warning", message, { urn: request.urn });
  }
  const given = withApiKeys(canonical({ apiVersion: type.apiVersion, kind: type.kind, ...plain }));
  // As with the official provider, a preview with unknown values keeps the program's form.
  const inputs = containsUnknowns(given) ? given : { ...typedForm(given) };
  if (isPropertyMap(inputs.metadata)) inputs.metadata = { ...inputs.metadata };
  const olds = request.olds && plainOf(request.olds);
  if (olds && Object.keys(olds).length > 0) adoptOldName(inputs, olds);
  assignName(inputs, request.name.toLowerCase(), request);
  if (namespaceOf(inputs) === "" && !(metadataOf(inputs).namespace instanceof Unknown)) {
    const namespace = await defaultNamespace(context, type, olds);
    if (namespace !== "") metadataOf(inputs).namespace = namespace;
  }
  return { inputs: markLike(inputs, request.news), failures: [] };
}

function validate(news: PropertyMap, type: ApiType): CheckFailure[] {
  const plain = plainOf(news);
  const failures: CheckFailure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });
  for (const [property, wanted] of Object.entries(type)) {
    const given = plain[property];
    if (isOpen(given) || given === wanted) continue;
    fail(property, `is ${shownValue(news[property]!)}; the resource's type says ${JSON.stringify(wanted)}`);
  }
  const { metadata } = plain;
  if (!isPropertyMap(metadata)) {
    if (!isOpen(metadata)) fail("metadata", "must be a map");
    return failures;
  }
  for (const key of ["name", "namespace", "generateName"]) {
    const value = metadata[key];
    if (typeof value === "string" || isOpen(value)) continue;
    fail(`metadata.${key}`, `is ${typeof value}; it must be a string`);
  }
  for (const key of ["labels", "annotations"]) {
    const map = metadata[key];
    for (const [name, value] of Object.entries(isPropertyMap(map) ? map : {})) {
      if (typeof value === "string" || isOpen(value)) continue;
      const property = `metadata.${key}[${JSON.stringify(name)}]`;
      fail(property, `is ${typeof value}; ${key} are strings, so write it in quotes`);
    }
  }
  return failures;
}

/** Absent, or unknown in a preview. */
const isOpen = (value: PropertyValue | undefined): boolean =>
  value === undefined || value === null || value instanceof Unknown;

/** The namespace for an object without one; empty for a cluster-scoped kind. */
async function defaultNamespace(
  context: OperationContext,
  type: ApiType,
  olds: KubernetesObject | undefined,
): Promise<string> {
  let namespaced = builtInIsNamespaced(type);
  // The scope of a kind never changes, so the state's is still valid.
  if (namespaced === undefined && olds) namespaced = namespaceOf(olds) !== "";
  if (namespaced === undefined) {
    try {
      namespaced = await context.cluster().discovery.isNamespaced(type.apiVersion, type.kind);
    } catch (error) {
      if (!(error instanceof NoMatchError) && !isUnreachable(error)) throw error;
      // The definition does not exist yet. Most kinds are namespaced; create corrects the exceptions.
      namespaced = true;
    }
  }
  if (!namespaced) return "";
  if (context.config.namespace !== undefined) return context.config.namespace;
  try {
    return context.cluster().connection.namespace ?? "default";
  } catch (error) {
    if (isUnreachable(error)) return "default";
    throw error;
  }
}

const isUnreachable = (error: unknown): boolean => error instanceof ClusterUnreachableError;
