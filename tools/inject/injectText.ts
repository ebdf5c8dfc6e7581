import { isDeepStrictEqual } from "node:util";
import { InjectionError } from "../../components/sidecar/errors";
import { injectObject, injectorOf, type SidecarParams } from "../../components/sidecar/inject";
import { typeProblems } from "./typeProblems";
import { injectionWarnings } from "./warnings";
import { ManifestError } from "../../lib/manifests/manifestError";
import { readManifest, readManifests, type Manifest } from "../../lib/manifests/readManifests";
import { joinManifests, writeManifest } from "../../lib/manifests/writeManifest";

/**
 * Injects sidecars into the workloads of a YAML text. Documents keep their order; a document without a workload
 * to inject keeps its text, and empty documents are omitted.
 * @param source name of the text in errors
 * @returns the text with sidecars, and one line per setting that the injector ignores
 * @throws {ManifestError} if the text is not valid YAML or a workload has the wrong shape
 * @throws {InjectionParamsError} if the parameters are invalid
 */
export function injectText(text: string, params: SidecarParams, source: string) {
  const injector = injectorOf(params);
  const errors: string[] = [];
  const warnings: string[] = [];
  const texts = readManifests(text, source)
    .filter(({ value }) => value !== null)
    .map((document) => {
      const where = `${source}: document ${document.number}, line ${document.line}`;
      const found = injectionWarnings(document.value, params.istio ?? "classic");
      warnings.push(...found.map((warning) => `${where}: ${warning}`));
      try {
        const problems = typeProblems(document.value);
        if (problems.length > 0) throw new InjectionError(problems.join("\n"));
        const injected = injectObject(document.value, injector);
        return injected === document.value ? textOf(document) : writeManifest(injected);
      } catch (error) {
        if (!(error instanceof InjectionError)) throw error;
        errors.push(`${where}: ${error.message}`);
        return "";
      }
    });
  if (errors.length > 0) throw new ManifestError(errors.join("\n"));
  return { text: joinManifests(texts), warnings };
}

/** The text, unless the line break that must follow it would change a block scalar at its end. */
function textOf({ text, value }: Manifest): string {
  if (text.endsWith("\n") || isDeepStrictEqual(readManifest(`${text}\n`, ""), value)) return text;
  return writeManifest(value);
}
