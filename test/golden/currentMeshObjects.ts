import type { CurrentMeshArgs } from "../../components/mesh/current/config";
import { planCurrentMesh } from "../../components/mesh/current/objects";
import { objectsOf } from "../../components/objects";
import type { ComparedObject } from "./compare";

/** The objects of a current control plane. */
export const currentMeshObjects = (args?: CurrentMeshArgs): ComparedObject[] =>
  objectsOf([planCurrentMesh("mesh", args)]);
