import type { DescribedDeviation, ReleaseObject } from "../classic";
import type { CurrentMeshSettings } from "../../../../components/mesh/current/config";

/** One difference between this project's control plane and Istio's charts. */
export interface CurrentDeviation extends DescribedDeviation {
  /** Turns an object of the charts into this project's; undefined if the deviation does not apply. */
  apply?(object: ReleaseObject, settings: CurrentMeshSettings): ReleaseObject | undefined;
  /** The omitted objects of the charts: each a kind, or a kind and a prefix of names. */
  omit?(settings: CurrentMeshSettings): readonly string[];
  /** The objects that the charts do not contain. */
  add?(settings: CurrentMeshSettings): ReleaseObject[];
}
