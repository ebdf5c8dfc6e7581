import { InitializationError } from "../../../protocol/provider";
import { isPropertyMap, UNKNOWN, type PropertyMap } from "../../../protocol/values";
import { skipsAwait, timeoutOf } from "../annotations";
import { awaiterOf } from "../await/awaiters";
import { waitForAwaiter } from "../await/waitFor";
import { waitUntilReady, type WaitRequest, type WaitResult } from "../await/waitUntilReady";
import { at, idOf, kindOf } from "../../../../lib/clients/kubernetes/object";
import { apiVersionOf, copyOf, metadataOf, type KubernetesObject } from "../object";
import type { StatusLog } from "../../../protocol/statusLog";
import type { OperationContext } from "./context";

/** Waits for a created or changed object, unless its kind or an annotation skips the wait. */
export async function awaitObject(
  context: OperationContext,
  request: {
    inputs: KubernetesObject;
    live: KubernetesObject;
    previous?: KubernetesObject;
    timeout: number;
    log: StatusLog;
  },
): Promise<WaitResult> {
  const { inputs, live, previous, log } = request;
  const awaiter = waitForAwaiter(inputs) ?? awaiterOf(apiVersionOf(live), kindOf(live));
  if (!awaiter) return { object: live, errors: [] };
  if (skipsAwait(inputs)) {
    log.status("Skipping await logic");
    log.clear();
    return { object: live, errors: [] };
  }
  const timeout = timeoutOf(inputs, request.timeout, awaiter.defaultTimeout);
  const result = await waitOrSayWhy(context, { object: live, previous, awaiter, timeout, log });
  log.clear();
  return result;
}

/** The object exists already, so a failing watch must not lose its state. */
async function waitOrSayWhy(context: OperationContext, request: WaitRequest): Promise<WaitResult> {
  try {
    return await waitUntilReady({ ...context.cluster(), signal: context.signal }, request);
  } catch (error) {
    return { object: request.object, errors: [`it could not be watched: ${(error as Error).message}`] };
  }
}

/**
 * The error for an object that exists and is not ready; its state is kept.
 * @param headline the failed operation; the wait's first error follows it
 */
export function initializationError(
  headline: string,
  result: WaitResult,
  outputs: PropertyMap,
  inputs?: PropertyMap,
): InitializationError {
  const [first, ...others] = result.errors;
  const reasons = [`${headline}${first ?? ""}`, ...others];
  return new InitializationError(reasons[0]!, idOf(result.object), outputs, inputs, reasons);
}

/** Marks fields that only the server's create decides as unknown in a preview, unless the program sets them. */
export function previewed(inputs: KubernetesObject, dryRun: KubernetesObject): KubernetesObject {
  const result = copyOf(dryRun);
  delete result.status;
  const metadata = metadataOf(result);
  delete metadata.managedFields;
  for (const key of ["uid", "resourceVersion", "creationTimestamp"])
    if (key in metadata) metadata[key] = UNKNOWN;
  if (kindOf(result) === "Service" && isPropertyMap(result.spec)) {
    for (const key of ["clusterIP", "clusterIPs", "healthCheckNodePort"]) {
      if (key in result.spec && at(inputs, "spec", key) === undefined) result.spec[key] = UNKNOWN;
    }
    const ports = Array.isArray(result.spec.ports) ? result.spec.ports : [];
    ports.forEach((port, i) => {
      if (
        isPropertyMap(port) &&
        "nodePort" in port &&
        at(inputs, "spec", "ports", i, "nodePort") === undefined
      ) {
        port.nodePort = UNKNOWN;
      }
    });
  }
  return result;
}
