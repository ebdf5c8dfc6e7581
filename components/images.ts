import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { canonicalName, parseImageName, suffixOf } from "../lib/imageName";

/** How a stack gets its container images; applies to every pod that the stack makes. */
export interface ImageSettings {
  /**
   * Other names for single images, by the name that a component has for them (`docker.io/istio/pilot:1.31.4`,
   * every part written out or not). What is named here is taken as it is: no mirror comes before it. Default: none.
   */
  replacements?: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * A registry that mirrors all others, as `HOST[:PORT][/PATH]`: it takes the place of the registry's host in
   * every image name. Default: none, each image comes from its own registry.
   */
  registryMirror?: string;
  /** The pull policy of every container. Default: what each component says of itself. */
  pullPolicy?: ImagePullPolicy;
  /** Names of Secrets of type `kubernetes.io/dockerconfigjson` in the pod's namespace. Default: none. */
  pullSecrets?: string[];
}

/** Kubernetes' `imagePullPolicy`. */
export type ImagePullPolicy = "Always" | "IfNotPresent" | "Never";

/** A pod's spec as `@pulumi/kubernetes` takes it, with the parts that name images known (not outputs). */
export type PodSpec = types.input.core.v1.PodSpec;

type Container = types.input.core.v1.Container;

/**
 * The name under which a mirror has an image: the mirror in the place of the registry's host, all else kept
 * (`docker.io/istio/pilot:0.2.12` on `mirror:5000` is `mirror:5000/istio/pilot:0.2.12`). A name that is on the
 * mirror already stays as it is.
 * @throws Error when the name cannot be parsed
 */
export function mirroredImage(image: string, registryMirror: string): string {
  const mirror = registryMirror.replace(/\/+$/, "");
  if (image.startsWith(`${mirror}/`)) return image;
  const name = parseImageName(image);
  return `${mirror}/${name.repository}${suffixOf(name)}`;
}

/**
 * The name under which a stack has an image: its replacement if it has one, else its name on the mirror, else its
 * own. What is the name of a replacement already stays as it is.
 * @throws Error when a name cannot be parsed or one image has two replacements
 */
export function imageWithSettings(image: string, settings: ImageSettings = {}): pulumi.Input<string> {
  const { replacements = {}, registryMirror } = settings;
  if (Object.values(replacements).includes(image)) return image;
  const replacement = replacementOf(image, replacements);
  if (replacement !== undefined) return replacement;
  return registryMirror === undefined ? image : mirroredImage(image, registryMirror);
}

function replacementOf(
  image: string,
  replacements: NonNullable<ImageSettings["replacements"]>,
): pulumi.Input<string> | undefined {
  const names = Object.keys(replacements);
  if (names.length === 0) return undefined;
  const wanted = canonicalName(parseImageName(image));
  const [name, other] = names.filter((candidate) => canonicalName(parseImageName(candidate)) === wanted);
  if (other !== undefined)
    throw new Error(`images: "${name}" and "${other}" name the same image; give one replacement for it`);
  return name === undefined ? undefined : replacements[name];
}

/**
 * A pod's spec with a stack's image settings: the replacement or the mirror in every image's name, the pull policy
 * on every container and init container, the pull secrets beside those that the pod has. The spec that is given is
 * not changed; settings that say nothing change nothing.
 * @throws Error when an image's name cannot be parsed or one image has two replacements
 */
export function withImageSettings(podSpec: PodSpec, settings: ImageSettings = {}): PodSpec {
  const result: PodSpec = { ...podSpec };
  for (const key of ["containers", "initContainers"] as const) {
    const containers = podSpec[key] as Container[] | undefined;
    if (containers !== undefined) {
      result[key] = containers.map((container) => withContainerSettings(container, settings));
    }
  }
  const present = (podSpec.imagePullSecrets ?? []) as { name: string }[];
  const missing = (settings.pullSecrets ?? []).filter(
    (name) => !present.some((secret) => secret.name === name),
  );
  if (missing.length > 0) {
    result.imagePullSecrets = [...present, ...missing.map((name) => ({ name }))];
  }
  return result;
}

function withContainerSettings(container: Container, settings: ImageSettings): Container {
  const result = { ...container };
  if (typeof container.image === "string") result.image = imageWithSettings(container.image, settings);
  if (settings.pullPolicy !== undefined) result.imagePullPolicy = settings.pullPolicy;
  return result;
}
