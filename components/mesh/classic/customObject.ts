import { ISTIO_CONFIG_API_VERSION } from "./crds";

/** One of Istio's custom objects, in the form that `CustomResource` of `@pulumi/kubernetes` takes. */
export interface IstioObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace: string; labels?: Record<string, string> };
  spec: object;
}

/** A custom object of the API version that the control plane serves. */
export function istioObject(kind: string, metadata: IstioObject["metadata"], spec: object): IstioObject {
  return { apiVersion: ISTIO_CONFIG_API_VERSION, kind, metadata, spec };
}
