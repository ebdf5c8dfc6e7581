import { apiVersionOf, groupOf, kindOf, mapsAt, nameOf, namespaceOf, textAt, type AnyMap } from "./object";
import { builtInIsNamespaced } from "./builtInTypes";
import { type ApiClient, type Collection, collectionOf } from "./apiClient";
import { isNotFound, NoMatchError } from "./apiError";

/** The plural name and scope of a kind on a server. */
export interface ApiResource {
  /** `configmaps` */
  plural: string;
  namespaced: boolean;
}

/**
 * Looks up the kinds of a server, one group and version at a time, and caches them. A stack uses few groups, every
 * Kubernetes version serves `/apis/GROUP/VERSION`, and this path shows a new CustomResourceDefinition before the
 * aggregated document does.
 */
export class Discovery {
  private readonly known = new Map<string, Promise<Map<string, ApiResource>>>();

  constructor(private readonly client: ApiClient) {}

  /** @throws NoMatchError when the server does not serve the kind. This is not cached: the kind may appear later. */
  async resource(apiVersion: string, kind: string): Promise<ApiResource> {
    const found = (await this.groupVersion(apiVersion)).get(kind);
    if (found) return found;
    this.known.delete(apiVersion);
    const again = (await this.groupVersion(apiVersion)).get(kind);
    if (again) return again;
    this.known.delete(apiVersion);
    throw new NoMatchError(apiVersion, kind);
  }

  /** Whether a kind is namespaced; needs no request for built-in kinds. */
  async isNamespaced(apiVersion: string, kind: string): Promise<boolean> {
    return builtInIsNamespaced({ apiVersion, kind }) ?? (await this.resource(apiVersion, kind)).namespaced;
  }

  /** The collection of an object, in its namespace. @throws NoMatchError */
  collectionOf(object: AnyMap): Promise<Collection> {
    return this.collection(apiVersionOf(object), kindOf(object), namespaceOf(object));
  }

  /** The collection of a kind. @throws NoMatchError */
  async collection(apiVersion: string, kind: string, namespace: string): Promise<Collection> {
    const { plural, namespaced } = await this.resource(apiVersion, kind);
    return collectionOf(apiVersion, kind, plural, namespaced ? namespace : undefined);
  }

  /** Clears the cached group of a CustomResourceDefinition that was created, changed or deleted. */
  forgetGroupOf(definition: AnyMap): void {
    const group = textAt(definition, "spec", "group") ?? nameOf(definition).split(".").slice(1).join(".");
    for (const apiVersion of this.known.keys())
      if (groupOf(apiVersion) === group) this.known.delete(apiVersion);
  }

  private groupVersion(apiVersion: string): Promise<Map<string, ApiResource>> {
    let answer = this.known.get(apiVersion);
    if (!answer) {
      answer = this.ask(apiVersion);
      this.known.set(apiVersion, answer);
      answer.catch(() => this.known.delete(apiVersion));
    }
    return answer;
  }

  private async ask(apiVersion: string): Promise<Map<string, ApiResource>> {
    const path = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const resources = new Map<string, ApiResource>();
    try {
      for (const resource of mapsAt(await this.client.getPath(path), "resources")) {
        const plural = textAt(resource, "name") ?? "";
        // Subresources such as `deployments/scale` have kinds of other groups.
        if (plural.includes("/")) continue;
        resources.set(textAt(resource, "kind") ?? "", { plural, namespaced: resource.namespaced === true });
      }
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    return resources;
  }
}
