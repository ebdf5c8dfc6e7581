import { parseAllDocuments } from "yaml";
import { type InvokeRequest, type InvokeResponse, UnsupportedError } from "../../protocol/provider";
import {
  isPropertyMap,
  removeSecrets,
  Unknown,
  type PropertyMap,
  type PropertyValue,
} from "../../protocol/values";
import { builtInIsNamespaced } from "../../../lib/clients/kubernetes/builtInTypes";
import { kindOf, namespaceOf } from "../../../lib/clients/kubernetes/object";
import { apiVersionOf, metadataOf, type KubernetesObject } from "./object";
import { WITH_OFFICIAL_CLI } from "./unsupported";

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
  const args = removeSecrets(request.args) as PropertyMap;
  if (typeof args.text !== "string") throw new Error(`${DECODE} needs text: a string of YAML documents`);
  const namespace = typeof args.defaultNamespace === "string" ? args.defaultNamespace : "";
  return { return: { result: decode(args.text, namespace) }, failures: [] };
}

function decode(text: string, defaultNamespace: string): PropertyValue[] {
  const objects: KubernetesObject[] = [];
  parseAllDocuments(text).forEach((document, i) => {
    const problem = document.errors?.[0];
    if (problem) throw new Error(`document ${i + 1} is not YAML: ${problem.message}`);
    const value = document.toJS() as PropertyValue;
    if (value === null || value instanceof Unknown) return;
    if (!isPropertyMap(value)) throw new Error(`document ${i + 1} is not a Kubernetes object: found no map`);
    const isList = kindOf(value).endsWith("List") && Array.isArray(value.items);
    objects.push(...(isList ? (value.items as PropertyValue[]).filter(isPropertyMap) : [value]));
  });
  for (const object of objects) {
    if (apiVersionOf(object) === "" || kindOf(object) === "") {
      throw new Error("a YAML document has no apiVersion or no kind; expected both");
    }
    const namespaced =
      builtInIsNamespaced({ apiVersion: apiVersionOf(object), kind: kindOf(object) }) ?? true;
    if (defaultNamespace !== "" && namespaced && namespaceOf(object) === "")
      metadataOf(object).namespace = defaultNamespace;
  }
  return objects;
}
