/** Signs a request with OAuth 1.0a, intact or mutated. */
import type { Draft, Pair, SignatureMutation, Signing } from '../../plan/mutations/entry.ts';
import { NotApplicable } from '../../plan/mutations/entry.ts';
import { entryOf } from '../../plan/mutations/registry.ts';
import type { Mutation } from '../../plan/mutations/registry.ts';
import { finished } from './build-request.ts';
import type { HttpRequest } from '../http/http.ts';
import { authorizationHeader, protocolParameters, signatureOf } from './oauth1.ts';

/** A request signed as documented, or with one thing wrong. @throws NotApplicable */
export function sign(
  made: Draft,
  signing: Signing,
  mutations: readonly Mutation[],
  sent: (step: string) => HttpRequest | undefined,
): HttpRequest {
  const mutation = mutations.find((each) => entryOf(each).sign !== undefined);
  const rules = mutation === undefined ? undefined : entryOf(mutation).sign;
  if (mutation === undefined || rules === undefined) return signedBy({}, { mutate: 'unsigned' }, made, signing);
  refuseUnseen(rules, made, signing);
  const earlier = rules.replays?.(mutation);
  if (earlier !== undefined) return sentBefore(earlier, sent);
  if (rules.unsigned === undefined) return signedBy(rules, mutation, made, signing);
  const Authorization = rules.unsigned(mutation, signing);
  return finished(Authorization === undefined ? made : { ...made, headers: { ...made.headers, Authorization } });
}

function signedBy(rules: SignatureMutation<Mutation>, mutation: Mutation, made: Draft, signing: Signing): HttpRequest {
  const draft = rules.sent?.(made, mutation) ?? made;
  const view = rules.signed?.(made, mutation) ?? made;
  const keys = rules.keys?.(mutation, signing) ?? signing.keys;
  const method = rules.method?.(mutation, signing) ?? signing.method;
  const plain = protocolParameters(keys, method, signing.now);
  const protocol = rules.protocol?.(plain, mutation, signing) ?? plain;
  // A signature covers no parts (RFC 5849 section 3.4.1.3.1).
  const parameters = [...view.query, ...(view.isMultipart === true ? [] : (view.form ?? []))];
  const signature = signatureOf({ method: view.method, url: view.url, parameters }, protocol, keys, method);
  const signed: readonly Pair[] = [...protocol, ['oauth_signature', signature]];
  const header = authorizationHeader(rules.header?.(signed, mutation, signing) ?? signed);
  const Authorization = rules.prefix === undefined ? header : header.replace('OAuth ', rules.prefix);
  return finished({ ...draft, headers: { ...draft.headers, Authorization } });
}

/** Leaves out what a body or a PLAINTEXT signature cannot show. */
function refuseUnseen({ covers }: SignatureMutation<Mutation>, made: Draft, { method }: Signing): void {
  if (covers === 'form' && made.form === undefined) throw new NotApplicable('json-body', 'TARGET_BODY');
  if (method === 'PLAINTEXT' && covers !== undefined)
    throw new NotApplicable('plaintext-signature', 'TARGET_SIGNATURE_METHOD');
}

/** The request that an earlier step of the case sent. @throws NotApplicable */
export function sentBefore(step: string, sent: (step: string) => HttpRequest | undefined): HttpRequest {
  const request = sent(step);
  if (request === undefined) throw new NotApplicable('not-sent');
  return request;
}

/** The protocol parameters in a request's Authorization header. */
export function protocolOf(request: HttpRequest): Pair[] {
  return [...(request.headers['Authorization'] ?? '').matchAll(/(?<![\w%])([\w%]+)="([^"]*)"/g)].map(
    ([, name, value]): Pair => [decodeURIComponent(name ?? ''), decodeURIComponent(value ?? '')],
  );
}
