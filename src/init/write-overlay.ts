/** Writes guesses as an OpenAPI Overlay that a person reads, corrects and keeps. */
import path from 'node:path';
import { dump } from 'js-yaml';
import type { JsonObject } from '../contract/json.ts';
import { object, text } from '../contract/raw.ts';
import type { Survey } from './candidates.ts';
import type { Guess } from './guess.ts';
import { cookieOf, isByBasic } from './session-place.ts';
import type { GuessedCookie } from './session-place.ts';

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
  guessed: readonly Guess[],
  confirmed: ReadonlySet<string>,
  file: string,
): Annotation {
  // A name in the body beside HTTP Basic is not that of the user.
  const guesses = guessed.map((each) =>
    each.flow === 'login' && isByBasic(each, survey) ? { ...each, request: {} } : each,
  );
  const login = guesses.find(({ flow }) => flow === 'login');
  const limits = limitsOf(login, survey);
  const canLogIn = login !== undefined && (login.request['password'] !== undefined || isByBasic(login, survey));
  const cookie = cookieOf(guesses, survey);
  const used = guesses.filter(({ flow }) => flow !== 'login' || canLogIn);
  const unsaid = used.filter(({ flow, chosen }) => isProtected(flow) && (chosen.security ?? []).length === 0);
  const silent = cookie === undefined ? unsaid : [];
  const byCookie = used.filter(
    ({ flow, chosen }) =>
      cookie !== undefined && isProtected(flow) && chosen.security?.includes(cookie.scheme) !== true,
  );
  const schemes = [...new Set(used.flatMap(({ chosen }) => chosen.security ?? []))].filter(
    (name) => cookie === undefined || login?.chosen.security?.includes(name) === true,
  );
  const keys = (login?.chosen.security ?? []).filter((name) => text(survey.schemes[name]?.['type']) === 'apiKey');
  const credentials = schemes.flatMap((name) =>
    keys.includes(name) ? [{ action: keyAction(name, survey) }] : credentialsOf(name, survey),
  );
  const open = used.filter(({ flow, isSure }) => !isSure && !confirmed.has(flow));
  const questions = [
    ...open.map(questionOf),
    ...credentials.flatMap(({ question }) => (question === undefined ? [] : [question])),
    ...(silent.length === 0
      ? []
      : [
          'The document does not say how the token is sent; is it "Authorization: Bearer TOKEN"? If not, correct the last actions.',
        ]),
    ...(cookie === undefined || cookie.isDocumented || !canLogIn
      ? []
      : [
          `No response of the login has a token; is the session kept in a cookie, and is "${cookie.name}" its name? If not, correct the last action.`,
        ]),
  ];
  const actions = [
    ...used.flatMap((guess) => [
      ...(byCookie.includes(guess) && guess.chosen.hasOwnSecurity && (guess.chosen.security ?? []).length > 0
        ? [withoutSecurity(guess)]
        : []),
      actionOf(guess, silent.includes(guess) ? addedScheme : byCookie.includes(guess) ? cookie?.scheme : undefined),
    ]),
    ...credentials.map(({ action }) => action),
    ...(silent.length === 0 ? [] : [addScheme(survey)]),
    ...(cookie === undefined || cookie.isDocumented ? [] : [addCookie(survey, cookie)]),
  ];
  return { overlay: textOf(survey, actions, questions, file), questions, limits };
}

const isProtected = (flow: string): boolean => flow === 'token-info' || flow === 'logout';

function limitsOf(login: Guess | undefined, survey: Survey): string[] {
  if (login === undefined) return ['No operation looks like a login with a password; the harness needs one.'];
  if (login.request['password'] !== undefined || isByBasic(login, survey)) return [];
  return [`${nameOf(login)} has no property or parameter for the password, so there is nothing to log in with.`];
}

const nameOf = ({ chosen }: Guess): string => `${chosen.method.toUpperCase()} ${chosen.path}`;

function questionOf(guess: Guess): string {
  const harm: Readonly<Record<string, string>> = {
    login: 'Does it log a user in with a password?',
    register: 'Does it register an ordinary user, without rights of an administrator?',
    logout: 'Does it end the session of its token, and nothing else?',
    refresh: 'Does it take the refresh token that the login returned?',
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
  /** Undefined for an action that removes. */
  readonly update: JsonObject | undefined;
}

/** OpenAPI Overlay appends to a list: the document's own goes first. */
function withoutSecurity({ chosen, flow }: Guess): Action {
  return { comment: `${flow}: its session is in a cookie`, target: `${targetOf(chosen)}.security`, update: undefined };
}

function targetOf({ path: place, method }: Guess['chosen']): string {
  return `$.paths['${place.replaceAll("'", "\\'")}'].${method}`;
}

/** @param scheme the security scheme to add, if any */
function actionOf(guess: Guess, scheme: string | undefined): Action {
  const { flow, chosen, reasons, request, response } = guess;
  const roles = {
    ...(Object.keys(request).length === 0 ? {} : { request }),
    ...(Object.keys(response).length === 0 ? {} : { response }),
  };
  return {
    comment: `${flow}: ${nameOf(guess)} (line ${chosen.line}): ${reasons.slice(0, 3).join(', ')}`,
    target: targetOf(chosen),
    update: {
      'x-flow': flow,
      ...(Object.keys(roles).length === 0 ? {} : { 'x-roles': roles }),
      ...(scheme === undefined ? {} : { security: [{ [scheme]: [] }] }),
    },
  };
}

/** Before a login there is no token: its key is that of a project or an application. */
function keyAction(name: string, { source }: Survey): Action {
  return {
    comment: 'a key beside the session, which the login carries too: set TARGET_API_KEY',
    target: schemeTarget(name, source.value),
    update: { 'x-credentials': '$TARGET_API_KEY' },
  };
}

function schemeTarget(name: string, document: unknown): string {
  return `$.${isSwagger(document) ? 'securityDefinitions' : 'components.securitySchemes'}['${name}']`;
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
        target: schemeTarget(name, source.value),
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

function addCookie({ source }: Survey, { scheme, name }: GuessedCookie): Action {
  const cookie = { [scheme]: { type: 'apiKey', in: 'cookie', name } };
  const schemes = isSwagger(source.value)
    ? { securityDefinitions: cookie }
    : { components: { securitySchemes: cookie } };
  return { comment: 'the cookie of the session; the document does not say it', target: '$', update: schemes };
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
      update === undefined ? '    remove: true' : `    update: ${flow(update)}`,
    ]),
    '',
  ].join('\n');
}
