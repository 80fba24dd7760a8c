/** Writes guesses as an OpenAPI Overlay that a person reads, corrects and keeps. */
import path from 'node:path';
import { dump } from 'js-yaml';
import { object, text } from '../contract/raw.ts';
import type { Candidate, Field, Survey } from './candidates.ts';
import type { Guess } from './guess.ts';
import { grantOf } from './grants.ts';
import { asksForRefresh, inBody, repeatsRequest } from './names.ts';
import {
  missingValues,
  nameOf,
  namelessLogin,
  otherNames,
  questionOf,
  secondRegistration,
  severalTokens,
  unsaidValues,
  unverifiable,
} from './questions.ts';
import { refreshCookieOf, withRefreshCookie } from './refresh-cookie.ts';
import { addKeys, settingOf } from './schemes.ts';
import type { Action } from './schemes.ts';
import { assumePlaces, isByBasic, keyHeaders } from './session-place.ts';
import { sessionOf } from './session.ts';

/** The additions that a document needs before the harness can test it. */
export interface Annotation {
  /** The text of the overlay. */
  readonly overlay: string;
  /** Questions that a person has to answer before a run. */
  readonly questions: readonly string[];
  /** Sentences about parts that the harness cannot test yet. */
  readonly limits: readonly string[];
  /** The settings of keys that requests carry. */
  readonly settings: readonly string[];
}

/**
 * @param confirmed the flows and the questions that a person has confirmed
 * @param file the path of the document
 * @param from where the document was fetched, if it was
 */
export function annotate(
  survey: Survey,
  guessed: readonly Guess[],
  confirmed: ReadonlySet<string>,
  file: string,
  from?: { readonly url: string; readonly sha256: string },
): Annotation {
  // A name in the body beside HTTP Basic is not that of the user.
  const known = guessed.map((each) =>
    each.flow === 'login' && isByBasic(each, survey) ? { ...each, request: {} } : each,
  );
  const assumed = known.map((each) => assumePlaces(each, survey, known));
  const found = assumed.map(({ guess }) => guess);
  const refreshCookie = refreshCookieOf(found, survey);
  const guesses = withRefreshCookie(found, refreshCookie);
  const login = guesses.find(({ flow }) => flow === 'login');
  const limits = limitsOf(login, survey);
  const used = limits.length === 0 ? guesses : guesses.filter(({ flow }) => flow !== 'login');
  const session = sessionOf(survey, used, refreshCookie);
  const keys = login === undefined ? [] : keyHeaders(login.chosen, survey);
  const values = used.map((guess) => valuesOf(guess, keys));
  const questions = [
    ...used.filter(({ flow, isSure }) => !isSure && !confirmed.has(flow)).map(questionOf),
    ...assumed.flatMap((each) => each.questions),
    ...session.questions,
    ...used.flatMap(otherNames),
    ...used.flatMap((guess) => (isByBasic(guess, survey) ? [] : namelessLogin(guess))),
    ...severalTokens(survey, used, session.securityOf),
    ...missingValues(used, values),
    ...used.flatMap(unsaidValues),
    ...secondRegistration(used, survey),
    ...unverifiable(used, survey),
  ].filter((question) => !confirmed.has(question));
  const actions = [
    // A copy is made of what the document says, before anything is added.
    ...used.flatMap(copyActions),
    ...used.flatMap((guess, index) => [
      ...withoutRepetition(guess, survey),
      ...introspectionActions(guess, survey),
      ...actionsOf(guess, session.securityOf(guess), keys, values[index] ?? {}),
    ]),
    ...session.actions,
    ...(keys.length === 0 ? [] : [addKeys(survey, keys)]),
  ];
  const settings = [...session.settings, ...keys.map(settingOf)];
  return { overlay: textOf(survey, actions, questions, file, from), questions, limits, settings };
}

const pathOf = (at: string): string => `$.paths['${at.replaceAll("'", "\\'")}']`;
const targetOf = ({ path: at, method }: Candidate): string => `${pathOf(at)}.${method}`;

/** Makes a second operation of one that has two flows. */
function copyActions({ flow, chosen }: Guess): Action[] {
  const { copyOf, path: at } = chosen;
  if (copyOf === undefined) return [];
  return [
    { comment: `${flow}: its URL is that of ${nameOf({ chosen: copyOf })}`, target: '$.paths', update: { [at]: {} } },
    { comment: 'with another grant_type', target: pathOf(at), copy: pathOf(copyOf.path) },
  ];
}

function limitsOf(login: Guess | undefined, survey: Survey): string[] {
  if (login === undefined) return ['No operation looks like a login with a password; the harness needs one.'];
  if (isByBasic(login, survey)) return [];
  if (login.request['password'] !== undefined) return [];
  return [`${nameOf(login)} has no property or parameter for the password, so there is nothing to log in with.`];
}

/** The values that the requests of an operation carry, by place, beside the roles; empty where a person has to say one. */
type Values = Readonly<Record<string, string | boolean>>;

/** The parameters outside of the body that a request needs and for which the document has no value, and what asks for a refresh token. */
function valuesOf(guess: Guess, keys: readonly Field[]): Values {
  const { flow, chosen, request, response } = guess;
  const grant = grantOf(flow, chosen);
  const known = new Set([...Object.values(request), ...keys.map(({ place }) => place), ...Object.keys(grant)]);
  const needed = chosen.inputs.filter(
    ({ place, name, required, hasValue, self }) =>
      (/^(path|header|query):/.test(place) || (inBody({ place }) && /^client_?(id|secret)$/i.test(name))) &&
      required &&
      (!hasValue || self !== undefined) &&
      !known.has(place) &&
      !/^header:(accept|content-type|authorization|user-agent)$/i.test(place),
  );
  const asking = chosen.inputs.filter(
    ({ name, isFlag }) =>
      flow === 'login' && response['refresh-token'] !== undefined && isFlag === true && asksForRefresh(name),
  );
  return {
    ...Object.fromEntries(needed.map(({ place, self }) => [place, self ?? ''])),
    ...Object.fromEntries(asking.map(({ place }) => [place, true])),
    ...grant,
  };
}

/** A response that repeats its request has no token: its schema is not that of a response. */
function withoutRepetition({ flow, chosen }: Guess, { source }: Survey): Action[] {
  if ((flow !== 'login' && flow !== 'refresh') || !repeatsRequest(chosen)) return [];
  const raw = object(object(object(object(source.value)['paths'])[chosen.path])[chosen.method]);
  return Object.entries(object(raw['responses'])).flatMap(([status, response]) =>
    ['schema', 'content']
      .filter((key) => chosen.successes.includes(status) && object(response)[key] !== undefined)
      .map((key) => ({
        comment: `${flow}: its response has the schema of its request`,
        target: `${targetOf(chosen)}.responses['${status}'].${key}`,
        update: undefined,
      })),
  );
}

/** An introspection tells of an unknown token with the status of a success (RFC 7662 section 2.2). */
function introspectionActions({ flow, chosen, request }: Guess, { source }: Survey): Action[] {
  const isSaid = chosen.outputs.some(({ place, isFlag }) => place === '/active' && isFlag === true);
  if (flow !== 'token-info' || request['token'] === undefined || !isSaid) return [];
  const raw = object(object(object(object(source.value)['paths'])[chosen.path])[chosen.method]);
  const oneOf = [true, false].map((active) => ({ required: ['active'], properties: { active: { enum: [active] } } }));
  return chosen.successes.flatMap((status) => {
    const response = object(object(raw['responses'])[status]);
    const types = Object.keys(object(response['content'])).filter((type) => /json/i.test(type));
    const schemas = response['schema'] === undefined ? types.map((type) => `content['${type}'].schema`) : ['schema'];
    return schemas.map((schema) => ({
      comment: `${flow}: "active: false" is a rejection`,
      target: `${targetOf(chosen)}.responses['${status}'].${schema}`,
      update: { oneOf },
    }));
  });
}

/** OpenAPI Overlay appends to a list: the document's own security goes first. */
function actionsOf(
  { flow, chosen, reasons, request, response }: Guess,
  security: readonly string[] | undefined,
  keys: readonly Field[],
  values: Values,
): Action[] {
  const target = targetOf(chosen);
  const own = keys.filter(({ place }) => chosen.inputs.some((each) => each.place === place)).map(({ name }) => name);
  const schemes = own.length === 0 ? security : [...(security ?? chosen.security ?? []), ...own];
  const isReplaced = schemes !== undefined && chosen.hasOwnSecurity && (chosen.security ?? []).length > 0;
  const roles = {
    ...(Object.keys(request).length === 0 ? {} : { request }),
    ...(Object.keys(response).length === 0 ? {} : { response }),
  };
  return [
    ...(isReplaced
      ? [{ comment: `${flow}: it has other credentials`, target: `${target}.security`, update: undefined }]
      : []),
    {
      comment: `${flow}: ${chosen.method.toUpperCase()} ${chosen.path} (line ${chosen.line}): ${reasons.slice(0, 3).join(', ')}`,
      target,
      update: {
        'x-flow': flow,
        ...(Object.keys(roles).length === 0 ? {} : { 'x-roles': roles }),
        ...(Object.keys(values).length === 0 ? {} : { 'x-values': values }),
        ...(chosen.copyOf === undefined ? {} : { operationId: flow }),
        ...(schemes === undefined ? {} : { security: [Object.fromEntries(schemes.map((name) => [name, []]))] }),
      },
    },
  ];
}

function textOf(
  { source }: Survey,
  actions: readonly Action[],
  questions: readonly string[],
  file: string,
  from: { readonly url: string; readonly sha256: string } | undefined,
): string {
  const title = text(object(object(source.value)['info'])['title']) || path.basename(file);
  const flow = (value: unknown): string =>
    dump(value, { flowLevel: 0, lineWidth: -1, quotingType: 'single' } as never).trim();
  return [
    `overlay: ${actions.some(({ copy }) => copy !== undefined) ? '1.1.0' : '1.0.0'} # Annotations of ${path.basename(file)}, as session-conformance init guessed them. Correct what is wrong.`,
    `info: ${flow({ title: `Session annotations of ${title}`, version: '1.0.0' })}`,
    ...(from === undefined ? [] : [`x-document: ${flow(from)}`]),
    ...(questions.length === 0
      ? []
      : [
          '# Nothing runs until these questions are answered: correct the actions below, then delete the questions.',
          'x-questions:',
          ...questions.map((question) => `  - ${JSON.stringify(question)}`),
        ]),
    'actions:',
    ...actions.flatMap(({ comment, target, update, copy }) =>
      update === undefined
        ? [`  - ${flow({ target, ...(copy === undefined ? { remove: true } : { copy }) })} # ${comment}`]
        : [`  - target: ${target} # ${comment}`, `    update: ${flow(update)}`],
    ),
    '',
  ].join('\n');
}
