import { InitializationError } from "../../../protocol/provider";
import { isPropertyMap, UNKNOWN, type PropertyMap } from "../../../protocol/values";
import { skipsAwait, timeoutOf } from "../annotations";
import { awaiterOf } from "../await/awaiters";
import { waitForAwaiter } from "../await/waitFor";
import { waitUntilReady, type WaitResult } from "../await/waitUntilReady";
import { at, idOf, kindOf } from "../../../../lib/clients/kubernetes/object";
import { toOutputs, type Checkpoint } from "../inputs/checkpoint";
import { copyOf, metadataOf, type KubernetesObject } from "../object";
import type { StatusLog } from "../../../protocol/statusLog";
import type { OperationContext } from "./context";

/**
 * Waits for an object after its create or update, unless its kind or an annotation skips the wait.
 * @param written the object as the server returned it, with its inputs
 * @param marked the inputs with secret marks
 * @param options.timeout the resource option's timeout in seconds; 0 when unset
 * @param options.headline what has failed if the object does not become ready; the wait's first error follows it
 * @returns the outputs
 * @throws InitializationError when the object does not become ready; its state is kept
 */
export async function outputsWhenReady(
  context: OperationContext,
  written: Checkpoint,
  marked: PropertyMap,
  options: { timeout: number; headline: string; log: StatusLog },
): Promise<PropertyMap> {
  const { timeout, headline, log } = options;
  log.clear();
  if (kindOf(written.live) === "CustomResourceDefinition")
    context.cluster().discovery.forgetGroupOf(written.live);
  const { object: live, errors } = await waitFor(context, written, timeout, log);
  const outputs = toOutputs({ ...written, live }, marked);
  const [first, ...others] = errors;
  if (first === undefined) return outputs;
  const reasons = [headline + first, ...others];
  throw new InitializationError(reasons[0]!, idOf(live), outputs, undefined, reasons);
}

async function waitFor(
  context: OperationContext,
  { inputs, live: object }: Checkpoint,
  timeout: number,
  log: StatusLog,
): Promise<WaitResult> {
  const awaiter = waitForAwaiter(inputs) ?? awaiterOf(object);
  if (!awaiter) return { object, errors: [] };
  try {
    if (skipsAwait(inputs)) {
      log.status("Skipping await logic");
      return { object, errors: [] };
    }
    return await waitUntilReady(context.cluster(), context.signal, {
      object,
      awaiter,
      timeout: timeoutOf(inputs, timeout, awaiter.defaultTimeout),
      log,
    });
  } catch (error) {
    // The object exists already, so a failing watch must not lose its state.
    return { object, errors: [`it could not be watched: ${(error as Error).message}`] };
  } finally {
    log.clear();
  }
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
      const isGiven = at(inputs, "spec", "ports", i, "nodePort") !== undefined;
      if (isPropertyMap(port) && "nodePort" in port && !isGiven) port.nodePort = UNKNOWN;
    });
  }
  return result;
}
