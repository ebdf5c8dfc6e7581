import { type InvokeRequest, type InvokeResponse, UnsupportedError } from "../../protocol/provider";
import { plainOf } from "../../protocol/providerShell";
import { isPropertyMap, withDoubles, type PropertyValue } from "../../protocol/values";
import { readManifests } from "../../../lib/manifests/readManifests";
import { builtInIsNamespaced } from "../../../lib/clients/kubernetes/builtInTypes";
import { apiVersionOf, kindOf, namespaceOf } from "../../../lib/clients/kubernetes/object";
import { metadataOf, type KubernetesObject } from "./object";
import { WITH_OFFICIAL_CLI } from "./typeToken";

const DECODE = "kubernetes:yaml:decode";

/**
 * The provider's only function: `kubernetes:yaml:decode`, which ConfigFile and ConfigGroup use.
 * @throws for any other function, and for text that is not YAML
 */
export function invoke(request: InvokeRequest): InvokeResponse {
  if (request.token !== DECODE) {
    throw new UnsupportedError(
      `the function ${request.token} is not supported by this Kubernetes provider (${DECODE} is): ` +
        `render its objects first, or ${WITH_OFFICIAL_CLI}`,
    );
  }
  const args = plainOf(request.args);
  if (typeof args.text !== "string")
    throw new Error(`${DECODE}: text: found no string; expected YAML documents.`);
  const namespace = typeof args.defaultNamespace === "string" ? args.defaultNamespace : "";
  return { return: { result: decode(args.text, namespace) }, failures: [] };
}

function decode(text: string, defaultNamespace: string): PropertyValue[] {
  const objects: KubernetesObject[] = [];
  for (const { value: read, number } of readManifests(text, DECODE)) {
    if (read === null) continue;
    const value = withDoubles(read);
    if (!isPropertyMap(value))
      throw new Error(`${DECODE}: document ${number}: found no map; expected a Kubernetes object.`);
    const isList = kindOf(value).endsWith("List") && Array.isArray(value.items);
    objects.push(...(isList ? (value.items as PropertyValue[]).filter(isPropertyMap) : [value]));
  }
  for (const object of objects) {
    if (apiVersionOf(object) === "" || kindOf(object) === "") {
      throw new Error(`${DECODE}: found an object without apiVersion or kind; expected both.`);
    }
    const namespaced =
      builtInIsNamespaced({ apiVersion: apiVersionOf(object), kind: kindOf(object) }) ?? true;
    if (defaultNamespace !== "" && namespaced && namespaceOf(object) === "")
      metadataOf(object).namespace = defaultNamespace;
  }
  return objects;
}
