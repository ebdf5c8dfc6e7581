import { type Check, verdictOf } from "../check";
import { page as reachable } from "../reasons";
import { getPage } from "../sample";

/** The book that the page is about. */
const BOOK = "The Comedy of Errors";

/** The page, as a browser asks for it. */
export const page: Check = {
  id: "page",
  title: "the product page answers on the ingress' NodePort",
  needs: reachable,
  run: (context) =>
    context.eventually(async () => {
      const url = context.environment.pages.productpage!;
      const { status, text } = await getPage(context);
      const problems = [
        ...(status === 200 ? [] : [`${url} answers ${status}`]),
        ...(text.includes(BOOK) ? [] : [`${url} is not the product page: it does not name "${BOOK}"`]),
      ];
      return verdictOf(problems, [`${url} answers 200`]);
    }),
};
