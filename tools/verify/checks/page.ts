import { type Check, verdictOf } from "../check";
import { page as reachable } from "../skipReasons";
import { getPage } from "../sample";

/** The book on the page. */
const BOOK = "The Comedy of Errors";

/** Checks that the product page answers. */
export const page: Check = {
  id: "page",
  title: "the product page answers on the NodePort of the ingress",
  skipReason: reachable,
  run: (context) =>
    context.eventually(async () => {
      const url = context.environment.pages.productpage!;
      const { status, text } = await getPage(context);
      const problems = [
        ...(status === 200 ? [] : [`${url} answers ${status}`]),
        ...(text.includes(BOOK) ? [] : [`${url} is not the product page: it does not contain "${BOOK}"`]),
      ];
      return verdictOf(problems, [`${url} answers 200`]);
    }),
};
