/** Writes guesses as an OpenAPI Overlay that a person reads, corrects and keeps. */
import path from 'node:path';
import { dump } from 'js-yaml';
import type { JsonObject } from '../contract/json.ts';
import { object, text } from '../contract/raw.ts';
import type { Survey } from './candidates.ts';
import type { Guess } from './guess.ts';

/** The additions that a document needs before the harness can test it. */
export interface Annotation {
  /** The text of the overlay. */
  readonly overlay: string;
  /** Questions that a person has to answer before a run. */
  readonly questions: readonly string[];
  /** Sentences about parts that the harness cannot test yet. */
  readonly limits: readonly string[];
}

/** The scheme that is added where a document says nothing of security. */
const addedScheme = 'sessionToken';

/**
 * @param confirmed the flows that a person has confirmed
 * @param file the path of the document
 */
export function annotate(
  survey: Survey,
  guesses: readonly Guess[],
  confirmed: ReadonlySet<string>,
  file: string,
): Annotation {
  const login = guesses.find(({ flow }) => flow === 'login');
  const limits = limitsOf(login, survey);
  const hasToken = guesses.some(({ response }) => response['token'] !== undefined);
  const used = guesses.filter(
    ({ flow, chosen, request }) =>
      (flow !== 'login' || request['password'] !== undefined) &&
      (hasToken || flow === 'login' || flow === 'register') &&
      (hasToken || (chosen.security ?? []).length === 0),
  );
  const silent = used.filter(
    ({ flow, chosen }) => isProtected(flow) && (chosen.security ?? []).length === 0 && hasToken,
  );
  const schemes = [...new Set(used.flatMap(({ chosen }) => chosen.security ?? []))];
  const credentials = schemes.flatMap((name) => credentialsOf(name, survey));
  const open = used.filter(({ flow, isSure }) => !isSure && !confirmed.has(flow));
  const questions = [
    ...open.map(questionOf),
    ...credentials.flatMap(({ question }) => (question === undefined ? [] : [question])),
    ...(silent.length === 0
      ? []
      : [
          'The document does not say how the token is sent; is it "Authorization: Bearer TOKEN"? If not, correct the last actions.',
        ]),
  ];
  const actions = [
    ...used.map((guess) => actionOf(guess, silent.includes(guess))),
    ...credentials.map(({ action }) => action),
    ...(silent.length === 0 ? [] : [addScheme(survey)]),
  ];
  return { overlay: textOf(survey, actions, questions, file), questions, limits };
}

const isProtected = (flow: string): boolean => flow === 'token-info' || flow === 'logout';

function limitsOf(login: Guess | undefined, { schemes }: Survey): string[] {
  if (login === undefined) return ['No operation looks like a login with a password; the harness needs one.'];
  const name = nameOf(login);
  const isBasic = (login.chosen.security ?? []).some(
    (each) => text(schemes[each]?.['scheme']).toLowerCase() === 'basic',
  );
  if (login.request['password'] === undefined)
    return [
      isBasic
        ? `${name} takes the user's name and password by HTTP Basic, which the harness cannot send yet.`
        : `${name} has no property or parameter for the password, so there is nothing to log in with.`,
    ];
  if (login.response['token'] !== undefined) return [];
  return [
    `The response of ${name} has no token in its JSON. A session in a cookie or a header, or a token as the whole body, cannot be tested yet, nor can the operations that need one.`,
  ];
}

const nameOf = ({ chosen }: Guess): string => `${chosen.method.toUpperCase()} ${chosen.path}`;

function questionOf(guess: Guess): string {
  const harm: Readonly<Record<string, string>> = {
    login: 'Does it log a user in with a password?',
    register: 'Does it register an ordinary user, without rights of an administrator?',
    logout: 'Does it end the session of its token, and nothing else?',
    'token-info': 'Does it tell whose token it is given?',
  };
  const { runnerUp } = guess;
  const other = runnerUp === undefined ? '' : ` Otherwise it may be ${runnerUp.method.toUpperCase()} ${runnerUp.path}.`;
  return `${guess.flow} is guessed to be ${nameOf(guess)}. ${harm[guess.flow] ?? ''}${other}`;
}

/** An action, with the comment above it. */
interface Action {
  readonly comment: string;
  readonly target: string;
  readonly update: JsonObject;
}

function actionOf(guess: Guess, addSecurity: boolean): Action {
  const { flow, chosen, reasons, request, response } = guess;
  const roles = {
    ...(Object.keys(request).length === 0 ? {} : { request }),
    ...(Object.keys(response).length === 0 ? {} : { response }),
  };
  return {
    comment: `${flow}: ${nameOf(guess)} (line ${chosen.line}): ${reasons.slice(0, 3).join(', ')}`,
    target: `$.paths['${chosen.path.replaceAll("'", "\\'")}'].${chosen.method}`,
    update: {
      'x-flow': flow,
      ...(Object.keys(roles).length === 0 ? {} : { 'x-roles': roles }),
      ...(addSecurity ? { security: [{ [addedScheme]: [] }] } : {}),
    },
  };
}

/** How the credentials of a scheme are written, where the document's type does not say it. */
function credentialsOf(name: string, { schemes, source }: Survey): { action: Action; question?: string }[] {
  const scheme = schemes[name] ?? {};
  if (text(scheme['type']) !== 'apiKey' || !/^authorization$/i.test(text(scheme['name']))) return [];
  const described = [/Authorization:?\s*["'`]?(Bearer|Token|JWT)\b/i, /\b(Bearer|Token|JWT)\s+[<{[x]/i]
    .map((pattern) => pattern.exec(text(scheme['description']))?.[1])
    .find((each) => each !== undefined);
  const credentials = `${described ?? 'Bearer'} {token}`;
  return [
    {
      action: {
        comment: `how the token stands in the header ${text(scheme['name'])}`,
        target: `$.${isSwagger(source.value) ? 'securityDefinitions' : 'components.securitySchemes'}['${name}']`,
        update: { 'x-credentials': credentials },
      },
      ...(described === undefined
        ? {
            question: `Is the token of "${name}" sent as "Authorization: ${credentials}"? If not, correct x-credentials.`,
          }
        : {}),
    },
  ];
}

const isSwagger = (document: unknown): boolean => object(document)['swagger'] !== undefined;

function addScheme({ source }: Survey): Action {
  const comment = 'how the token is sent; the document does not say it';
  if (isSwagger(source.value))
    return {
      comment,
      target: '$',
      update: {
        securityDefinitions: {
          [addedScheme]: { type: 'apiKey', in: 'header', name: 'Authorization', 'x-credentials': 'Bearer {token}' },
        },
      },
    };
  return {
    comment,
    target: '$',
    update: { components: { securitySchemes: { [addedScheme]: { type: 'http', scheme: 'bearer' } } } },
  };
}

function textOf({ source }: Survey, actions: readonly Action[], questions: readonly string[], file: string): string {
  const title = text(object(object(source.value)['info'])['title']) || path.basename(file);
  const flow = (value: unknown): string =>
    dump(value, { flowLevel: 0, lineWidth: -1, quotingType: 'single' } as never).trim();
  return [
    `# Session annotations of ${path.basename(file)}, as session-conformance init guessed them. Correct what is wrong.`,
    'overlay: 1.0.0',
    `info: ${flow({ title: `Session annotations of ${title}`, version: '1.0.0' })}`,
    ...(questions.length === 0
      ? []
      : [
          '# Nothing runs until these questions are answered: correct the actions below, then delete the questions.',
          'x-questions:',
          ...questions.map((question) => `  - ${JSON.stringify(question)}`),
        ]),
    'actions:',
    ...actions.flatMap(({ comment, target, update }) => [
      `  - target: ${target} # ${comment}`,
      `    update: ${flow(update)}`,
    ]),
    '',
  ].join('\n');
}
