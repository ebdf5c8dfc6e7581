import { DocumentsError, joinDocuments, parseDocuments, stringifyDocument } from "./documents";
import { InjectionError } from "../../components/sidecar/errors";
import type { SidecarParams } from "../../components/sidecar/injectors";
import { inject } from "../../components/sidecar/inject";

/**
 * Injects sidecars into the workloads of a YAML text. Documents keep their order; a document without a workload
 * to inject keeps its text, and empty documents are omitted.
 * @param source name of the text in errors
 * @throws {DocumentsError} if the text is not valid YAML or a workload has the wrong shape
 * @throws {InjectionParamsError} if the parameters are invalid
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
