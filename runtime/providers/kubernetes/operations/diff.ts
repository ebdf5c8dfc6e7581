import type { DiffRequest, DiffResponse, PropertyDiff } from "../../../protocol/provider";
import { deepEquals, removeSecrets, type PropertyMap } from "../../../protocol/values";
import { isAutonamed, REPLACE_UNREADY } from "../annotations";
import { conditionOf, isTrue } from "../await/conditions";
import { isImmutable } from "../immutableFields";
import { differences, isIgnored, propertyDiff, topLevel, type Change } from "../../../protocol/propertyDiff";
import { fromOutputs } from "../inputs/checkpoint";
import { normalize } from "../inputs/normalize";
import { typedForm } from "../inputs/typedForm";
import { kindOf, nameOf, namespaceOf } from "../../../../lib/clients/kubernetes/object";
import { apiVersionOf, isAnnotated, type KubernetesObject } from "../object";
import { builtInIsNamespaced } from "../../../../lib/clients/kubernetes/builtInTypes";
import type { OperationContext } from "./context";

/**
 * The effect of changed inputs. Equal inputs are no change and cause no request, so a run without changes sends none.
 */
export async function diff(context: OperationContext, request: DiffRequest): Promise<DiffResponse> {
  context.known.add(request.urn, request.id);
  const checkpoint = fromOutputs(request.oldOutputs);
  const givenOlds = removeSecrets(request.oldInputs) as PropertyMap;
  const recorded = Object.keys(givenOlds).length > 0 ? givenOlds : checkpoint.inputs;
  const given = removeSecrets(request.news) as PropertyMap;
  if (deepEquals(recorded, given) && !isAnnotated(given, REPLACE_UNREADY)) return NO_CHANGE;
  const olds = comparable(recorded);
  const news = comparable(given);
  const changes = differences(olds, news);
  for (const path of changes.keys()) if (isIgnored(path, request.ignoreChanges)) changes.delete(path);

  const unready = await unreadyJob(context, news);
  if (changes.size === 0 && !unready) return NO_CHANGE;

  const mutability = {
    configMaps: context.config.enableConfigMapMutable,
    secrets: context.config.enableSecretMutable,
  };
  const isReplacing = (path: string) => isImmutable(news, path, mutability);
  const extra = unready ? [`metadata.annotations["${REPLACE_UNREADY}"]`] : [];
  const willReplace = extra.length > 0 || [...changes.keys()].some(isReplacing);
  const sameName =
    nameOf(news) !== "" && nameOf(news) === nameOf(olds) && namespaceOf(news) === namespaceOf(olds);
  return response(extra, changes, isReplacing, willReplace && sameName && !isAutonamed(news));
}

const NO_CHANGE: DiffResponse = {
  changes: "none",
  replaces: [],
  stables: [],
  diffs: [],
  deleteBeforeReplace: false,
  detailedDiff: {},
};

function response(
  extraReplaces: string[],
  changes: Map<string, Change>,
  isReplacing: (path: string) => boolean,
  deleteBeforeReplace: boolean,
): DiffResponse {
  const paths = [...changes.keys()];
  const detailedDiff: Record<string, PropertyDiff> = {};
  for (const [path, change] of changes) detailedDiff[path] = propertyDiff(change, isReplacing(path));
  return {
    changes: paths.length + extraReplaces.length > 0 ? "some" : "none",
    replaces: [...paths.filter(isReplacing), ...extraReplaces],
    stables: [],
    diffs: [...new Set(paths.map(topLevel))],
    deleteBeforeReplace,
    detailedDiff,
  };
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
    const collection = await discovery.collection(apiVersionOf(news), "Job", namespaceOf(news));
    return !isTrue(conditionOf(await client.get(collection, nameOf(news)), "Complete"));
  } catch {
    return false;
  }
}
