import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The fields of the built-in types, which `tools/apiTypes` prints from Kubernetes' Go types. */
interface ApiTypes {
  /** Indexes of structs by `apiVersion/kind`. */
  kinds: Record<string, number>;
  /**
   * By field name: `?` when empty values are omitted, then `[` for a list, `{` for a map, `*` for a pointer, then the
   * letter of a leaf or the index of a struct.
   */
  structs: Record<string, string>[];
}

let types: ApiTypes | undefined;

/** Reads the types once, when they are first used. */
export const apiTypes = (): ApiTypes =>
  (types ??= JSON.parse(readFileSync(join(__dirname, "apiTypes.json"), "utf8")) as ApiTypes);
