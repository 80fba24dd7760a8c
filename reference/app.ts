/** Turns routes and responses into a Hono application. */
import { Hono } from 'hono';
import type { MessageRules } from './shared-rules.ts';
import type { Answer } from './types.ts';

/** One path of an API with its handler. */
export interface Route {
  path: string;
  methods: readonly string[];
  handle: (request: Request) => Answer | Promise<Answer>;
}

/** Thrown by a handler to respond immediately. */
export class Refusal extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super('refused');
    this.answer = answer;
  }
}

const withoutBody = [204, 205, 304];

/** An application with these routes; the rules decide all other responses. */
export function createApp(routes: readonly Route[], rules: MessageRules): Hono {
  const app = new Hono();
  for (const { path, methods, handle } of routes) {
    app.all(path, async ({ req: { raw: request } }) => {
      const answer = methods.includes(request.method)
        ? await handle(request)
        : withHeaders(rules.methodNotAllowed, { allow: methods.join(', ') });
      return send(answer, request, rules);
    });
  }
  app.notFound((context) => send(rules.notFound, context.req.raw, rules));
  app.onError((error, context) =>
    send(error instanceof Refusal ? error.answer : rules.crashed, context.req.raw, rules),
  );
  return app;
}

/** The same response with more headers. */
export function withHeaders(answer: Answer, headers: Record<string, string>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function send(answer: Answer, request: Request, rules: MessageRules): Response {
  const challenged =
    answer.status === 401 && rules.challenge !== ''
      ? withHeaders(answer, { 'www-authenticate': rules.challenge })
      : answer;
  const { status, body, text, headers } = rules.present(challenged, request);
  if (withoutBody.includes(status) || (body === undefined && text === undefined)) {
    return new Response(null, { status, headers: { ...headers } });
  }
  const type = status < 400 ? rules.jsonType : rules.errorType;
  return new Response(text ?? rules.writeJson(body), { status, headers: { 'content-type': type, ...headers } });
}
