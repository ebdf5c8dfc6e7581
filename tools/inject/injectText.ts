import { DocumentsError, joinDocuments, parseDocuments, stringifyDocument } from "./documents";
import { InjectionError } from "../../components/sidecar/errors";
import type { SidecarParams } from "../../components/sidecar/injectors";
import { inject } from "../../components/sidecar/inject";

/**
 * A YAML text with sidecars in its workloads. Documents keep their order; one without a workload to inject keeps
 * its own text; empty ones are left out.
 * @param source what the text is called in errors
 * @throws {DocumentsError} when the text is no YAML, or a workload in it has the wrong shape
 * @throws {InjectionParamsError} when the parameters are wrong
 */
export function injectText(text: string, params: SidecarParams, source: string): string {
  const errors: string[] = [];
  const texts = parseDocuments(text, source)
    .filter(({ value }) => value != null)
    .map((document) => {
      try {
        const injected = inject(document.value, params);
        return injected === document.value ? document.text : stringifyDocument(injected);
      } catch (error) {
        if (!(error instanceof InjectionError)) throw error;
        errors.push(`${source}: document ${document.number}, line ${document.line}: ${error.message}`);
        return "";
      }
    });
  if (errors.length > 0) throw new DocumentsError(errors.join("\n"));
  return joinDocuments(texts);
}
