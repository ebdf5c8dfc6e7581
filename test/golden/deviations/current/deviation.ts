import type { DescribedDeviation, ReleaseObject } from "../classic";
import type { CurrentMeshSettings } from "../../../../components/mesh/current/settings";

/** One way in which this project's control plane is not, to the letter, what Istio's charts make. */
export interface CurrentDeviation extends DescribedDeviation {
  /** What this project makes instead of an object of the charts; undefined where the deviation does not apply. */
  apply?(object: ReleaseObject, settings: CurrentMeshSettings): ReleaseObject | undefined;
  /** The objects of the charts that this project does not make: each a kind, or a kind and how a name begins. */
  leaveOut?(settings: CurrentMeshSettings): readonly string[];
  /** The objects that this project makes beside the charts'. */
  add?(settings: CurrentMeshSettings): ReleaseObject[];
}
