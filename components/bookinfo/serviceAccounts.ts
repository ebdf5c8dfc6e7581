import { productpage, type Application } from "./applications";
import type { BookinfoArgs } from "./objects";

/**
 * The service account that an application has of its own: with the current generation each one, by which the mesh
 * tells them apart; with the classic one productpage, as its walk-through of TLS has it.
 * @returns undefined where it runs under the namespace's default one
 */
export function serviceAccountName(
  { name }: Application,
  { generation = "classic", serviceAccounts = false }: BookinfoArgs,
): string | undefined {
  const has = generation === "current" || (serviceAccounts && name === productpage.name);
  return has ? `bookinfo-${name}` : undefined;
}
