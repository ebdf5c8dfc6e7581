import { UNKNOWN_STRING } from "../../protocol/wire";
import { type URN, urnName, urnType } from "./urn";

const PROVIDER_TYPE_PREFIX = "pulumi:providers:";

/** True for the type of a provider resource, `pulumi:providers:PACKAGE`. */
export const isProviderType = (type: string): boolean => type.startsWith(PROVIDER_TYPE_PREFIX);
export const providerType = (packageName: string): string => PROVIDER_TYPE_PREFIX + packageName;
export const providerPackage = (type: string): string => type.slice(PROVIDER_TYPE_PREFIX.length);
/** The package that implements a resource type or function token. */
export const packageOf = (token: string): string => token.slice(0, Math.max(token.indexOf(":"), 0)) || token;

/**
 * `URN::ID`, how resources refer to their provider. In a preview, a provider that is not created yet has the unknown
 * id.
 */
export const providerReference = (urn: URN, id: string | undefined): string =>
  `${urn}::${id === undefined || id === "" ? UNKNOWN_STRING : id}`;

export function providerUrn(reference: string): URN {
  return reference.slice(0, reference.lastIndexOf("::"));
}
export function providerId(reference: string): string {
  return reference.slice(reference.lastIndexOf("::") + 2);
}

/**
 * True for a default provider, which serves resources without an explicit one and is never shown. As in the official engine,
 * the name decides, so that an explicit provider `default-east` is not shown either.
 */
export const isDefaultProvider = (urn: URN): boolean =>
  isProviderType(urnType(urn)) && urnName(urn).startsWith("default");
