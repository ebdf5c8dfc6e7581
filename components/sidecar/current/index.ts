/** The sidecar of Istio 1.31. */
export { currentInjector } from "./injectWorkload";
export {
  completeCurrentParams,
  currentTag,
  type CurrentInjectionParams,
  type SidecarMeshConfig,
} from "./params";
