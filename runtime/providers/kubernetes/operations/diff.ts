import type { DiffRequest, DiffResponse, PropertyDiff } from "../../../protocol/provider";
import { plainOf } from "../../../protocol/providerShell";
import { deepEquals, type PropertyMap } from "../../../protocol/values";
import { isAutonamed, REPLACE_UNREADY } from "../annotations";
import { conditionOf, isTrue } from "../await/conditions";
import { isImmutable } from "../immutableFields";
import { differences, diffResponse, isIgnored, propertyDiff } from "../../../protocol/propertyDiff";
import { fromOutputs } from "../inputs/checkpoint";
import { normalize } from "../inputs/normalize";
import { typedForm } from "../inputs/typedForm";
import { apiVersionOf, kindOf, nameOf, namespaceOf } from "../../../../lib/clients/kubernetes/object";
import { isAnnotated, type KubernetesObject } from "../object";
import { builtInIsNamespaced } from "../../../../lib/clients/kubernetes/builtInTypes";
import type { OperationContext } from "./context";

/**
 * The effect of changed inputs. Equal inputs cause no change and no request, so a run without changes sends none.
 */
export async function diff(context: OperationContext, request: DiffRequest): Promise<DiffResponse> {
  context.known.add(request.urn, request.id);
  const checkpoint = fromOutputs(request.oldOutputs);
  const givenOlds = plainOf(request.oldInputs);
  const recorded = Object.keys(givenOlds).length > 0 ? givenOlds : checkpoint.inputs;
  const given = plainOf(request.news);
  if (deepEquals(recorded, given) && !isAnnotated(given, REPLACE_UNREADY)) return diffResponse({}, false);
  const olds = comparable(recorded);
  const news = comparable(given);
  const detailedDiff: Record<string, PropertyDiff> = {};
  for (const [path, change] of differences(olds, news)) {
    if (isIgnored(path, request.ignoreChanges)) continue;
    detailedDiff[path] = propertyDiff(change, isImmutable(news, path, context.config));
  }
  const sameName =
    nameOf(news) !== "" && nameOf(news) === nameOf(olds) && namespaceOf(news) === namespaceOf(olds);
  const deleteBeforeReplace = sameName && !isAutonamed(news);
  const response = diffResponse(detailedDiff, deleteBeforeReplace);
  if (!(await unreadyJob(context, news))) return response;
  const replaces = [...response.replaces, `metadata.annotations["${REPLACE_UNREADY}"]`];
  return { ...response, changes: "some", replaces, deleteBeforeReplace };
}

/** The form for comparing inputs: normalized, so that states of older versions show no change, and with the default namespace. */
function comparable(inputs: KubernetesObject): KubernetesObject {
  const object = typedForm(normalize(inputs));
  const namespaced = builtInIsNamespaced({ apiVersion: apiVersionOf(object), kind: kindOf(object) });
  const metadata = { ...(object.metadata as PropertyMap | undefined) };
  if (namespaced === false) delete metadata.namespace;
  else if (namespaced === true && metadata.namespace === undefined) metadata.namespace = "default";
  return { ...object, metadata };
}

/** True for a Job that requests replacement while it is incomplete. */
async function unreadyJob(context: OperationContext, news: KubernetesObject): Promise<boolean> {
  if (kindOf(news) !== "Job" || !isAnnotated(news, REPLACE_UNREADY) || nameOf(news) === "") return false;
  try {
    const { client, discovery } = context.cluster();
    const job = await client.get(await discovery.collectionOf(news), nameOf(news));
    return !isTrue(conditionOf(job, "Complete"));
  } catch {
    return false;
  }
}
