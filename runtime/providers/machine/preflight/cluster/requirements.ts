import type { InputsOf } from "../../../framework/sdk/definition";
import type { clusterPreflight } from "../../sdk/preflight";

/** What a Kubernetes cluster must have. */
export type Requirements = InputsOf<typeof clusterPreflight>;
export type PlannedObject = Requirements["objects"][number];
export type Rule = Requirements["rules"][number];

/** `Deployment istio-system/istio-pilot` */
export const titleOf = ({
  kind,
  namespace,
  name,
}: Pick<PlannedObject, "kind" | "namespace" | "name">): string =>
  `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
