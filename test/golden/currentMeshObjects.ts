import { CurrentMesh } from "../../components/mesh/current/currentMesh";
import type { CurrentMeshArgs } from "../../components/mesh/current/config";
import { recordObjects } from "../../stacks/recording/record";
import type { ComparedObject } from "./compare";

const recorded = new Map<string, Promise<ComparedObject[]>>();

/** The objects of a current control plane. Each set of arguments is recorded once. */
export function currentMeshObjects(args: CurrentMeshArgs = {}): Promise<ComparedObject[]> {
  const key = JSON.stringify(args);
  const objects = recorded.get(key) ?? recordObjects(() => void new CurrentMesh("mesh", args));
  recorded.set(key, objects);
  return objects;
}
