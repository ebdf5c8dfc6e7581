/** The sidecar injector of Istio 0.2: a pure function, and a transform that applies it. */
export { inject, InjectionError } from "./inject";
export {
  completeParams,
  defaultIgnoredNamespaces,
  InjectionParamsError,
  type ImagePullPolicy,
  type InjectionParams,
  type InjectionPolicy,
} from "./params";
export { sidecarTransform } from "./transform";
export { workloadKinds } from "./workloads";
