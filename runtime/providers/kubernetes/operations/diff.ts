import type { DiffRequest, DiffResponse, PropertyDiff } from "../../../protocol/provider";
import { containsUnknowns, deepEquals, removeSecrets, type PropertyMap } from "../../../protocol/values";
import { isAutonamed, REPLACE_UNREADY } from "../annotations";
import { conditionOf, isTrue } from "../await/conditions";
import { ApiError } from "../../../../lib/clients/kubernetes/apiError";
import { covers, isImmutable, isWhollyKnown } from "../immutableFields";
import { differences, isIgnored, propertyDiff, topLevel, type Change } from "../../../protocol/propertyDiff";
import { fromOutputs } from "../inputs/checkpoint";
import { normalize } from "../inputs/normalize";
import { kindOf, nameOf, namespaceOf } from "../../../../lib/clients/kubernetes/object";
import { apiVersionOf, isAnnotated, type KubernetesObject } from "../object";
import { builtInIsNamespaced } from "../../../../lib/clients/kubernetes/builtInTypes";
import type { OperationContext } from "./context";

/**
 * The effect of changed inputs. Equal inputs are no change and cause no request, so a run without changes sends none.
 * Immutable fields are known for common kinds; for others a dry run asks the server.
 */
export async function diff(context: OperationContext, request: DiffRequest): Promise<DiffResponse> {
  context.known.add(request.urn, request.id);
  const checkpoint = fromOutputs(request.oldOutputs);
  const givenOlds = removeSecrets(request.oldInputs) as PropertyMap;
  const olds = comparable(Object.keys(givenOlds).length > 0 ? givenOlds : checkpoint.inputs);
  const news = comparable(removeSecrets(request.news) as PropertyMap);
  const changes = deepEquals(olds, news) ? new Map<string, Change>() : differences(olds, news);
  for (const path of changes.keys()) if (isIgnored(path, request.ignoreChanges)) changes.delete(path);

  const unready = await unreadyJob(context, news);
  if (changes.size === 0 && !unready) return response([], new Map(), () => false, false);

  const mutability = {
    configMaps: context.config.enableConfigMapMutable,
    secrets: context.config.enableSecretMutable,
  };
  const replaces = (path: string) => isImmutable(olds, path, mutability);
  let isReplacing = replaces;
  if (![...changes.keys()].some(replaces) && changes.size > 0) {
    const refused = await fieldsRefusedByServer(context, news, checkpoint.fieldManager);
    if (refused.length > 0) {
      const known = [...changes.keys()].some((path) => covers(refused, path));
      // The server may name a field above or beside the changed one (`spec`); then every change below it counts.
      isReplacing = known ? (path) => covers(refused, path) : (path) => path.startsWith("spec");
    }
  }
  const extra = unready ? [`metadata.annotations["${REPLACE_UNREADY}"]`] : [];
  const willReplace = extra.length > 0 || [...changes.keys()].some(isReplacing);
  const sameName =
    nameOf(news) !== "" && nameOf(news) === nameOf(olds) && namespaceOf(news) === namespaceOf(olds);
  return response(extra, changes, isReplacing, willReplace && sameName && !isAutonamed(news));
}

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

/** The form for comparing inputs: normalized, and with the default namespace. */
function comparable(inputs: KubernetesObject): KubernetesObject {
  const object = normalize(inputs);
  const namespaced = builtInIsNamespaced({ apiVersion: apiVersionOf(object), kind: kindOf(object) });
  const metadata = { ...(object.metadata as PropertyMap | undefined) };
  if (namespaced === false) delete metadata.namespace;
  else if (namespaced === true && metadata.namespace === undefined) metadata.namespace = "default";
  return { ...object, metadata };
}

/** The fields that the server rejects as immutable in a dry run; empty when a dry run is impossible. */
async function fieldsRefusedByServer(
  context: OperationContext,
  news: KubernetesObject,
  fieldManager: string | undefined,
): Promise<string[]> {
  if (containsUnknowns(news) || fieldManager === undefined || isWhollyKnown(news)) return [];
  try {
    const { client, discovery } = context.cluster();
    const collection = await discovery.collection(apiVersionOf(news), kindOf(news), namespaceOf(news));
    await client.apply(collection, nameOf(news), news, { fieldManager, force: true, dryRun: true });
    return [];
  } catch (error) {
    if (!(error instanceof ApiError && error.isInvalid)) return [];
    const isImmutability = (message: string) =>
      /field is immutable|may not change|may not be changed|cannot be changed|updates to .* (are|is) forbidden|immutable after/i.test(
        message,
      );
    return error.causes.filter(({ message }) => isImmutability(message)).map(({ field }) => field);
  }
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
