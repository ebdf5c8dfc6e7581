import { relatedKindsOf } from "../../../../lib/clients/kubernetes/relatedKinds";
import { nameOf, textAt } from "../../../../lib/clients/kubernetes/object";
import { ready, waiting, type Awaiter } from "./verdict";

/** A claim is ready when it is bound, or when its class binds it only with its first pod. */
export const persistentVolumeClaimAwaiter: Awaiter = {
  defaultTimeout: 300,
  related: relatedKindsOf("v1", "PersistentVolumeClaim"),
  onRead: false,
  decide(claim, { related }) {
    const phase = textAt(claim, "status", "phase");
    const className = textAt(claim, "spec", "storageClassName");
    const storageClass = (related.StorageClass ?? []).find((candidate) => nameOf(candidate) === className);
    const bindsLate = textAt(storageClass, "volumeBindingMode") === "WaitForFirstConsumer";
    if (phase === "Bound" || (bindsLate && phase === "Pending")) return ready();
    const text = `PersistentVolumeClaim ${JSON.stringify(nameOf(claim))} is ${phase ?? "not seen by its controller yet"}`;
    const hint =
      className === undefined
        ? "; it has no storage class"
        : storageClass
          ? ""
          : `; there is no storage class ${JSON.stringify(className)}`;
    return waiting(text, [text + hint]);
  },
};

/** A volume is ready when it is available or bound. */
export const persistentVolumeAwaiter: Awaiter = {
  defaultTimeout: 300,
  onRead: false,
  decide(volume) {
    const phase = textAt(volume, "status", "phase");
    if (phase === "Available") return ready("PV marked available");
    if (phase === "Bound") return ready("PV has been bound");
    const text = `PersistentVolume ${JSON.stringify(nameOf(volume))} is ${phase ?? "Pending"}`;
    return waiting(text, [text]);
  },
};
