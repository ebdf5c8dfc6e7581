import { ISTIO_CONFIG_API_VERSION } from "./crds";

/** One of Istio's custom objects, as the arguments of `CustomResource` of `@pulumi/kubernetes`. */
export interface IstioObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace: string; labels?: Record<string, string> };
  spec: object;
}

/** A custom object with the control plane's API version. */
export function istioObject(kind: string, metadata: IstioObject["metadata"], spec: object): IstioObject {
  return { apiVersion: ISTIO_CONFIG_API_VERSION, kind, metadata, spec };
}
