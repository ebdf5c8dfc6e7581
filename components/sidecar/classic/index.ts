/** The sidecar of Istio 0.2. */
export { classicInjector } from "./injectWorkload";
export {
  completeParams,
  defaultIgnoredNamespaces,
  defaultTag,
  type CompleteInjectionParams,
  type InjectionParams,
} from "./params";
