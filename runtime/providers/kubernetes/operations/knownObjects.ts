/**
 * The objects in the engine's state, by resource. A new resource of the same URN must not adopt one of them: the
 * engine is about to delete it after a replacement.
 */
export class KnownObjects {
  private readonly ids = new Map<string, Set<string>>();

  add(urn: string, id: string): void {
    const ids = this.ids.get(urn);
    if (ids) ids.add(id);
    else this.ids.set(urn, new Set([id]));
  }

  remove(urn: string, id: string): void {
    this.ids.get(urn)?.delete(id);
  }

  has(urn: string, id: string): boolean {
    return this.ids.get(urn)?.has(id) ?? false;
  }
}
