import { conditionOf, conditionText, isTrue } from "./conditions";
import { ready, waiting, type Awaiter } from "./verdict";

/** A definition is ready when the server accepts its names and serves its API. */
export const customResourceDefinitionAwaiter: Awaiter = {
  defaultTimeout: 60,
  sharedWatch: true,
  onRead: false,
  decide(definition) {
    const names = conditionOf(definition, "NamesAccepted");
    if (names?.status === "False") {
      const text = conditionText(names) ?? "its names are not accepted";
      return { done: false, failed: true, messages: [], errors: [text] };
    }
    const established = conditionOf(definition, "Established");
    if (isTrue(established)) return ready();
    return waiting("Waiting for CustomResourceDefinition to be established", [
      conditionText(established) ?? "CustomResourceDefinition was not established",
    ]);
  },
};
