/** The plan of a contract: pure, in a stable order. */
import { ownNameSetting, refusesUnverified, spendsAccount } from '../contract/model.ts';
import type { Contract, Flow } from '../contract/model.ts';
import type { Plan, Requirement, Scenario, Step, UntestableRequirement } from './model.ts';
import { requirementId } from './build.ts';
import { withPlain } from './control.ts';
import { needsFor } from './mutations/registry.ts';
import type { AccountName, Need } from './mutations/value.ts';
import { operationNamed, probeOf, schemesOfStep } from './operations.ts';
import { cookies } from './suites/cookies.ts';
import { credentials } from './suites/credentials.ts';
import { crossSite } from './suites/cross-site.ts';
import { guessing } from './suites/guessing.ts';
import { hardening } from './suites/hardening.ts';
import { lifecycle } from './suites/lifecycle.ts';
import { outcomes } from './suites/outcomes.ts';
import { parameters } from './suites/parameters.ts';
import { refreshes } from './suites/refresh.ts';
import { isAllowed } from './values.ts';
import { wrongPasswords } from './suites/wrong-passwords.ts';
import { uniqueStatement } from '../words/unique.ts';
import type { Stated } from '../words/unique.ts';

const families = [
  outcomes,
  parameters,
  credentials,
  lifecycle,
  refreshes,
  hardening,
  cookies,
  crossSite,
  guessing,
] as const;

/** Derives requirements and cases of a contract; ids are unique, and each requirement is judged in exactly one case. */
export function derivePlan(contract: Contract): Plan {
  const derived = families.flatMap((family) => [...family(contract)]);
  const ids = new Set<string>();
  const scenarios = withUniqueStatements(
    [...derived, ...wrongPasswords(contract, derived)]
      .filter((each) => !wantsForbidden(contract, each))
      .map((each) => withPlain(contract, each))
      .filter(sparesOthers)
      .map((each) => withOwnId(each, ids)),
  );
  return {
    version: 1,
    api: contract.id,
    requirements: scenarios.flatMap(({ requirements }) => requirements),
    untestable: contract.notTestable.map((each): UntestableRequirement => ({
      id: requirementId(contract.id, 'document', each.id),
      api: contract.id,
      flow: 'document',
      level: each.level,
      statement: each.statement,
      source: each.source,
      reason: each.reason,
    })),
    cases: scenarios.map(({ requirements, variation, shownByProbe, ...each }) => ({
      ...each,
      needs: needsOf(contract, each.steps),
    })),
  };
}

/** The settings that steps need. */
function needsOf(contract: Contract, steps: readonly Step[]): Need[] {
  const needs = new Set<Need>();
  const registered = new Set<AccountName>();
  for (const step of steps) {
    const { flow, as, mutations, afterExpiryOf, duringLifeOf } = step;
    if (flow === 'register') {
      needs.add('registration');
      registered.add(as);
    }
    const wantsVerified = flow === 'login' && registered.has(as) && refusesUnverified(contract);
    if (flow === 'verify' || wantsVerified) needs.add('verification-code');
    if (schemesOfStep(contract, step).some(({ template }) => template.includes('{client-'))) needs.add('client');
    if (as === 'second') needs.add('second-account');
    if (ownNameSetting(contract, operationNamed(contract, step.operation), as) !== undefined) needs.add('own-username');
    if (afterExpiryOf !== undefined || duringLifeOf !== undefined) needs.add('wait');
    for (const need of needsFor(mutations)) needs.add(need);
  }
  if (steps.some(({ operation }) => operation === probeOf(contract)?.id)) needs.add('probe-path');
  return [...needs];
}

/** Whether a case changes and deletes only accounts that it registers, whatever the suites make of a contract. */
function sparesOthers({ steps }: Scenario): boolean {
  const isOwn = (as: string | undefined): boolean => as?.startsWith('generated') !== false;
  return steps
    .filter(spendsAccount)
    .every(({ as, session }) => isOwn(as) && isOwn(steps.find(({ id }) => id === session)?.as));
}

/** Tells statements and titles of different operations apart. */
function withUniqueStatements(scenarios: readonly Scenario[]): Scenario[] {
  const stated = (flow: Flow, { id, statement }: Requirement): Stated => ({
    statement,
    flow,
    operation: id.split('/')[1] ?? '',
  });
  const all = scenarios.flatMap(({ flow, requirements }) => requirements.map((each) => stated(flow, each)));
  return scenarios.map((each) => {
    const requirements = each.requirements.map((requirement) => ({
      ...requirement,
      statement: uniqueStatement(stated(each.flow, requirement), all),
    }));
    return { ...each, title: requirements[0]?.statement ?? each.title, requirements };
  });
}

/** Whether a request has to be accepted with a value that its parameter's schema forbids, and the author did not write it. */
function wantsForbidden(contract: Contract, each: Scenario): boolean {
  if (each.family === 'outcomes') return false;
  const accepted = each.checks.flatMap(({ expect }) => (expect.kind === 'accepted' ? [expect.step] : []));
  return each.steps
    .filter(({ id, require }) => require === 'accepted' || accepted.includes(id))
    .some(({ operation: name, mutations }) =>
      mutations.some((mutation) => {
        if (mutation.mutate !== 'set' || !('literal' in mutation.value)) return false;
        const operation = operationNamed(contract, name);
        const parameter = operation.parameters.find((each) => each.name === mutation.parameter);
        return parameter !== undefined && !isAllowed(operation, parameter, mutation.value.literal);
      }),
    );
}

/** A name of the document may make two ids the same; then the family tells the second from the first. */
function withOwnId(each: Scenario, ids: Set<string>): Scenario {
  const id = ids.has(each.id) ? `${each.id}-${each.family}` : each.id;
  ids.add(id);
  const own = (requirement: string): string => (requirement === each.id ? id : requirement);
  return {
    ...each,
    id,
    checks: each.checks.map((check) => ({ ...check, requirement: own(check.requirement) })),
    requirements: each.requirements.map((requirement) => ({ ...requirement, id: own(requirement.id) })),
  };
}
