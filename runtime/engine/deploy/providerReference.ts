import { UNKNOWN_STRING } from "../../protocol/wire";
import type { ResourceState } from "../model/state";
import { type URN, urnType } from "../model/urn";

const PROVIDER_TYPE_PREFIX = "pulumi:providers:";

/** True for the type of a provider's own resource, `pulumi:providers:PACKAGE`. */
export const isProviderType = (type: string): boolean => type.startsWith(PROVIDER_TYPE_PREFIX);
/** The type of a package's provider resource. */
export const providerType = (packageName: string): string => PROVIDER_TYPE_PREFIX + packageName;
/** The package of a provider resource's type. */
export const providerPackage = (type: string): string => type.slice(PROVIDER_TYPE_PREFIX.length);
/** The package that serves a resource type or function token. */
export const packageOf = (token: string): string => token.slice(0, Math.max(token.indexOf(":"), 0)) || token;

/** `URN::ID`, how resources name their provider. A provider that is only previewed has the unknown id. */
export const providerReference = (urn: URN, id: string | undefined): string =>
  `${urn}::${id === undefined || id === "" ? UNKNOWN_STRING : id}`;

/** The URN of a provider reference. */
export function providerUrn(reference: string): URN {
  return reference.slice(0, reference.lastIndexOf("::"));
}
/** The id of a provider reference. */
export function providerId(reference: string): string {
  return reference.slice(reference.lastIndexOf("::") + 2);
}

/** True for the provider that a package's resources get when the program gives none. */
export function isDefaultProvider(urn: URN): boolean {
  const name = urn.slice(urn.lastIndexOf("::") + 2);
  return isProviderType(urnType(urn)) && (name === "default" || name.startsWith("default_"));
}

/** True for steps that no user wants to see: those on default providers. */
export const isInternal = (resource: Pick<ResourceState, "urn">): boolean => isDefaultProvider(resource.urn);
