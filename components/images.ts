import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { canonicalName, parseImageName, suffixOf } from "../lib/imageName";
import type { ImageSettings } from "./imageSettings";

/** Kubernetes' `imagePullPolicy`. */
export type ImagePullPolicy = NonNullable<ImageSettings["pullPolicy"]>;

/** A pod spec whose image names are not outputs. */
export type PodSpec = types.input.core.v1.PodSpec;

type Container = types.input.core.v1.Container;

/**
 * Replaces the registry host of an image by the mirror: `docker.io/istio/pilot:0.2.12` on `mirror:5000` becomes
 * `mirror:5000/istio/pilot:0.2.12`. An image that is already on the mirror stays unchanged.
 * @throws Error if the name is invalid
 */
export function mirroredImage(image: string, registryMirror: string): string {
  const mirror = registryMirror.replace(/\/+$/, "");
  if (image.startsWith(`${mirror}/`)) return image;
  const name = parseImageName(image);
  return `${mirror}/${name.repository}${suffixOf(name)}`;
}

/**
 * Returns the replacement of an image, or its name on the mirror, or the image itself. The value of a
 * replacement stays unchanged.
 * @throws Error if a name is invalid or an image has two replacements
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
    throw new Error(
      `images: found "${name}" and "${other}", which are the same image; expected one replacement per image.`,
    );
  return name === undefined ? undefined : replacements[name];
}

/**
 * Returns a pod spec with a stack's image settings: image names, pull policy of all containers and init
 * containers, and pull secrets in addition to the pod's own. The given spec is not changed.
 * @throws Error if an image name is invalid or an image has two replacements
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
