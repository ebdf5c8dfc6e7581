import * as providerpb from "@pulumi/pulumi/proto/provider_pb";
import type { CheckRequest, DiffResponse, PropertyDiffKind } from "./provider";

/** The names of a protobuf enum's numbers, in both directions. */
function names<Name extends string, Enum extends number>(numbers: Readonly<Record<Name, Enum>>) {
  const byNumber = new Map(Object.entries<Enum>(numbers).map(([name, number]) => [number, name as Name]));
  return {
    numberOf: (name: Name): Enum => numbers[name],
    nameOf: (number: Enum): Name => byNumber.get(number)!,
  };
}

const { Kind } = providerpb.PropertyDiff;
export const diffKinds = names<PropertyDiffKind, providerpb.PropertyDiff.Kind>({
  add: Kind.ADD,
  "add-replace": Kind.ADD_REPLACE,
  delete: Kind.DELETE,
  "delete-replace": Kind.DELETE_REPLACE,
  update: Kind.UPDATE,
  "update-replace": Kind.UPDATE_REPLACE,
});

const { DiffChanges } = providerpb.DiffResponse;
export const diffChanges = names<DiffResponse["changes"], providerpb.DiffResponse.DiffChanges>({
  unknown: DiffChanges.DIFF_UNKNOWN,
  none: DiffChanges.DIFF_NONE,
  some: DiffChanges.DIFF_SOME,
});

const { Mode } = providerpb.CheckRequest.AutonamingOptions;
type NamingMode = NonNullable<CheckRequest["autonaming"]>["mode"];
export const namingModes = names<NamingMode, providerpb.CheckRequest.AutonamingOptions.Mode>({
  propose: Mode.PROPOSE,
  enforce: Mode.ENFORCE,
  disable: Mode.DISABLE,
});
