import type { CustomObject } from "../../objects";
import { ISTIO_CONFIG_API_VERSION } from "./crds";

/** One of Istio's custom objects. */
export type IstioObject = CustomObject<string, object>;

/** A custom object with the control plane's API version. */
export function istioObject(kind: string, metadata: IstioObject["metadata"], spec: object): IstioObject {
  return { apiVersion: ISTIO_CONFIG_API_VERSION, kind, metadata, spec };
}
