import { getPage } from "../access";
import { type Check, page as reachable, requires } from "../check";

/** The book on the page. */
const BOOK = "The Comedy of Errors";

/** Checks that the product page answers. */
export const page: Check = {
  id: "page",
  title: "the product page answers on the NodePort of the ingress",
  fix: "Run make status to check whether the ingress and productpage are ready. If they are, make kubectl ARGS='logs NAME -c istio-proxy' of their pods shows how the request failed.",
  run: requires(reachable, (context) =>
    context.eventually(async () => {
      const url = context.pages.productpage!;
      const { status, text } = await getPage(context);
      const failures = [
        ...(status === 200 ? [] : [`${url}: found status ${status}; expected 200`]),
        ...(text.includes(BOOK) ? [] : [`${url}: found no "${BOOK}"; expected the product page`]),
      ];
      return { failures, found: [`${url} answers 200`] };
    }),
  ),
};
