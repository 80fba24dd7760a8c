import { isUtf8 } from 'node:buffer';
import { randomInt } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { defect, isAccepted, isRejected, leak, roleOf } from './judge.js';
import { fill, Impossible, Lacking } from './fill.js';
import { signed } from './oauth.js';

/** @typedef {import('./judge.js').Exchange} Exchange */
/** @typedef {[string, string]} Pair */
/** @typedef {{ id: string, as: string, operation: string, method: string, path: string, template: string, optional: string[], query: Pair[], headers: Record<string, string>, form: Pair[] | null, text: string | null, encoding?: 'latin1', signed?: boolean, session?: string, concurrent?: true, tamper?: import('./oauth.js').Tamper, require?: string, onlyIfRefused?: string, afterExpiryOf?: string, duringLifeOf?: string, unlessSecond?: true }} Step */

/** Tells the story again. @param {any} story @returns {Promise<number>} 1 when the defect shows, 0 when it does not, 2 when nothing can be said */
export async function repeat(story) {
  /** @type {Map<string, Exchange>} */
  const exchanges = new Map();
  let stopped = '';
  let lacking = '';
  try {
    const world = new World(story, exchanges);
    /** @type {Map<string, Promise<Exchange>>} */
    const underWay = new Map();
    for (const [index, step] of /** @type {Step[]} */ (story.steps).entries()) {
      const plain = exchanges.get(step.onlyIfRefused ?? '');
      if (plain !== undefined && isAccepted(plain, story.operations[plain.operation])) continue;
      if (step.unlessSecond === true && process.env.TARGET_SECOND_USERNAME) continue;
      await world.awaitExpiry(step);
      await world.awaitLife(step);
      const sending = underWay.get(step.id) ?? world.send(step);
      const next = step.concurrent === true ? story.steps[index + 1] : undefined;
      if (next !== undefined) {
        const begun = world.send(next);
        begun.catch(() => undefined);
        underWay.set(next.id, begun);
      }
      const exchange = await sending.catch((error) => {
        if (!(error instanceof Lacking)) throw error;
        lacking = error.message;
      });
      if (exchange === undefined) break;
      exchanges.set(step.id, exchange);
      console.log(`${step.id}: ${step.method} ${step.path} → ${exchange.status ?? exchange.failure}`);
      if (exchange.status === undefined && !story.actual.startsWith('no response')) {
        lacking = 'the target gives no answer';
        exchanges.delete(step.id);
        break;
      }
      const operation = story.operations[step.operation];
      const met =
        step.require === 'accepted'
          ? isAccepted(exchange, operation)
          : step.require !== 'rejected' || isRejected(exchange, operation);
      if (met) continue;
      stopped = `"${step.id}" was not ${step.require}`;
      break;
    }
    return tellEnd(story, exchanges, { stopped, lacking }, world.url);
  } catch (error) {
    console.log(`It cannot be repeated here: ${/** @type {Error} */ (error).message}.`);
    return 2;
  }
}

/** @param {any} story @param {Map<string, Exchange>} exchanges @param {{ stopped: string, lacking: string }} ended @param {string} url */
function tellEnd(story, exchanges, { stopped, lacking }, url) {
  console.log('');
  let judged = 0;
  for (const check of story.checks) {
    const own = check.steps.map((/** @type {string} */ id) => exchanges.get(id));
    if (own.some((/** @type {Exchange | undefined} */ each) => each === undefined)) continue;
    const wrong = defect(check, own, story.operations, url) ?? leak(check, own[0], exchanges, story.operations);
    if (wrong !== false) judged += 1;
    // A refusal proves nothing without the acceptance beside it; getting in does.
    const conclusive = stopped === '' || isAccepted(own[0], story.operations[own[0].operation]);
    if (typeof wrong !== 'string' || !conclusive) continue;
    console.log(`The defect shows: ${story.summary}`);
    console.log(`  expected: ${story.expected}`);
    console.log(`  now:      ${wrong} (in the report: ${story.actual})`);
    return 1;
  }
  const why = stopped || lacking || (judged === 0 ? 'the answers say nothing of it' : '');
  console.log(why === '' ? `The defect does not show: ${story.statement}.` : `It cannot be repeated: ${why}.`);
  return why === '' ? 0 : 2;
}

/** Accounts, clients and tokens; secrets come from the environment and from answers. */
class World {
  /** @type {Map<string, { identity: string, password: string }>} */
  #made = new Map();
  /** @type {Map<string, { authorization: string, body: string | undefined, url: string }>} */
  #sent = new Map();
  #nickname = '';

  /** @param {any} story @param {Map<string, Exchange>} exchanges */
  constructor(story, exchanges) {
    const missing = story.needs.filter((/** @type {string} */ name) => !process.env[name]);
    if (missing.length > 0) throw new Impossible(`set ${missing.join(', ')}`);
    this.story = story;
    this.exchanges = exchanges;
    this.url = (process.env.TARGET_URL || story.url).replace(/\/+$/, '');
    if (!/^https?:/.test(this.url)) throw new Impossible('TARGET_URL is no URL of the web');
  }

  /** @param {string} name */
  #setting(name) {
    const value = process.env[name];
    if (value === undefined || value === '') throw new Impossible(`set ${name}`);
    return value;
  }

  /** @param {string} name */
  #account(name) {
    const prefix =
      name === 'account' ? 'TARGET' : name === 'second' && process.env.TARGET_SECOND_USERNAME ? 'TARGET_SECOND' : '';
    if (prefix !== '')
      return { identity: this.#setting(`${prefix}_USERNAME`), password: this.#setting(`${prefix}_PASSWORD`) };
    const known = this.#made.get(name) ?? {
      identity: madeUp(this.story.fresh.identity),
      password: madeUp(this.story.fresh.password),
    };
    this.#made.set(name, known);
    return known;
  }

  /** The value of `{{part of whom}}`. @param {string} part @param {string} of */
  value(part, of) {
    if (part === 'identity' || part === 'password') return this.#account(of)[part];
    if (part === 'nickname') return (this.#nickname ||= madeUp(this.story.fresh.nickname));
    if (of === 'client') return this.#setting(part === 'id' ? 'TARGET_CLIENT_ID' : 'TARGET_CLIENT_SECRET');
    if (of === 'probe') return this.#setting('TARGET_PROBE_PATH');
    const exchange = this.exchanges.get(of);
    if (part === 'cookie') return cookiesOf(exchange);
    const found =
      exchange === undefined ? undefined : roleOf(exchange, this.story.operations[exchange.operation], part);
    if (found === undefined) throw new Lacking(`"${of}" was answered without a ${part}`);
    return found;
  }

  /** @param {string | undefined} session @returns {import('./oauth.js').Keys} */
  #keys(session) {
    const { TARGET_LIMITED_CLIENT_ID: id, TARGET_LIMITED_CLIENT_SECRET: secret } = process.env;
    return {
      id: this.value('id', 'client'),
      secret: this.value('secret', 'client'),
      ...(session === undefined
        ? {}
        : { token: this.value('token', session), tokenSecret: this.value('token-secret', session) }),
      ...(id === undefined || secret === undefined ? {} : { limited: { id, secret } }),
    };
  }

  /** @param {Step} step @returns {Promise<Exchange>} */
  async send(step) {
    const plain = (/** @type {string} */ text) => fill(text, (part, of) => this.value(part, of));
    const pairs = (/** @type {Pair[]} */ all) => all.map(([name, value]) => /** @type {Pair} */ ([name, plain(value)]));
    const path = plain(step.template);
    /** @type {import('./oauth.js').Unsigned} */
    let request = {
      method: step.method,
      url: this.url + path,
      query: pairs(step.query),
      form: step.form === null ? null : pairs(step.form),
      headers: Object.fromEntries(Object.entries(step.headers).map(([name, value]) => [name, plain(value)])),
    };
    if (step.signed === true) {
      const method = process.env.TARGET_SIGNATURE_METHOD || 'HMAC-SHA1';
      const made = signed(
        { ...request, path, optional: step.optional },
        this.#keys(step.session),
        method,
        step.tamper,
        (id) => this.#sent.get(id)?.authorization ?? '',
      );
      request = made.request;
      if (made.authorization !== undefined) request.headers['Authorization'] = made.authorization;
    }
    const json =
      step.text === null
        ? undefined
        : fill(
            step.text,
            (part, of) => this.value(part, of),
            (text) => JSON.stringify(text).slice(1, -1),
          );
    const query = new URLSearchParams(request.query).toString();
    const again = step.tamper?.do === 'replay' ? this.#sent.get(step.tamper.of ?? '') : undefined;
    const body =
      again === undefined ? (request.form === null ? json : new URLSearchParams(request.form).toString()) : again.body;
    const url = again?.url ?? (query === '' ? request.url : `${request.url}?${query}`);
    this.#sent.set(step.id, { authorization: request.headers['Authorization'] ?? '', body, url });
    const bytes = body === undefined ? undefined : Buffer.from(body, step.encoding ?? 'utf8');
    const answer = await send(request.method, url, request.headers, bytes);
    const { identity, password } = this.#account(step.as);
    return {
      step: step.id,
      operation: step.operation,
      sent: JSON.stringify({ url, headers: request.headers, body }),
      identity,
      password,
      ...answer,
    };
  }

  /** @param {Step} step */
  async awaitExpiry({ afterExpiryOf }) {
    const issuing = this.exchanges.get(afterExpiryOf ?? '');
    if (issuing === undefined) return;
    const operation = this.story.operations[issuing.operation];
    const token = roleOf(issuing, operation, 'token') ?? '';
    const said = Number(roleOf(issuing, operation, 'expires-in') ?? Number.NaN);
    const exp = /"exp":(\d+)/.exec(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))?.[1];
    const seconds = Math.ceil(said > 0 ? said : Number(exp) - Date.now() / 1000) + 1;
    if (!(seconds <= Number(process.env.TARGET_MAX_WAIT_SECONDS ?? 0)))
      throw new Impossible(
        `the token has to expire first; set TARGET_MAX_WAIT_SECONDS to ${Number.isNaN(seconds) ? 'its lifetime' : seconds}`,
      );
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }

  /** @param {Step} step */
  async awaitLife({ duringLifeOf }) {
    if (duringLifeOf === undefined) return;
    const seconds = Math.min(10, Number(process.env.TARGET_MAX_WAIT_SECONDS ?? 0));
    if (!(seconds >= 1)) throw new Impossible('it takes a wait; set TARGET_MAX_WAIT_SECONDS to 10');
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

/** The cookies that an answer sets, as a request sends them back. @param {Exchange | undefined} exchange */
function cookiesOf(exchange) {
  const pairs = (exchange?.headers?.getSetCookie() ?? []).map((value) => value.split(';')[0]?.trim() ?? '');
  return pairs.filter((pair) => /^[\x21-\x7e]+=[\x20-\x7e]+$/.test(pair)).join('; ');
}

/** A text of a form. @param {{ before: string, letters: string, length: number, after: string }} form */
function madeUp({ before, letters, length, after }) {
  const domain = process.env.TARGET_ACCOUNT_DOMAIN;
  return (
    before +
    Array.from({ length }, () => letters[randomInt(letters.length)]).join('') +
    (after.startsWith('@') && domain ? `@${domain}` : after)
  );
}

/** One request, as it is: no redirect is followed. @param {string} method @param {string} url @param {Record<string, string>} headers @param {Buffer | undefined} body @returns {Promise<Pick<Exchange, 'status' | 'headers' | 'text' | 'utf8' | 'failure'>>} */
function send(method, url, headers, body) {
  return new Promise((resolve) => {
    const length = body === undefined ? {} : { 'Content-Length': String(body.length) };
    const fail = (/** @type {Error} */ error) =>
      resolve({ status: undefined, headers: undefined, text: '', utf8: true, failure: error.message });
    const request = (url.startsWith('https:') ? https : http).request(url, {
      method,
      headers: { ...headers, ...length },
      timeout: Number(process.env.TARGET_TIMEOUT_SECONDS || 10) * 1000,
    });
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', fail);
    request.on('response', (response) => {
      /** @type {Buffer[]} */
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () => {
        const known = new Headers();
        for (let at = 0; at + 1 < response.rawHeaders.length; at += 2)
          try {
            known.append(response.rawHeaders[at] ?? '', response.rawHeaders[at + 1] ?? '');
          } catch {
            // A header that no client takes.
          }
        const body = Buffer.concat(chunks);
        resolve({ status: response.statusCode, headers: known, text: body.toString('utf8'), utf8: isUtf8(body) });
      });
    });
    request.end(body);
  });
}
