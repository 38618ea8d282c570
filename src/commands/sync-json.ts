/** A plan and a run as `--json` tells them. Sensitive values are masked: CI keeps what a command prints. */
import { displayName, fieldLabels, type Person } from '../core/person.ts'
import { type Action, type HeldBackReason, inOrder, type Plan } from '../core/plan.ts'
import { changedFields, countPlan, idsOf, type Outcome } from '../core/report.ts'
import { maskField } from '../core/values.ts'
import { describeHeldBack, describeLeftField, describeLeftPerson, type SideNames } from '../core/wording.ts'
import type { Planned } from '../sync/prepare.ts'
import type { Synced } from '../sync/run-sync.ts'

type Json = Readonly<Record<string, unknown>>

export function planJson({ plan, read }: Planned, names: SideNames): Json {
  return {
    read,
    counts: countPlan(plan),
    actions: inOrder(plan.actions).map((action) => actionJson(action)),
    ...attentionJson(plan, names),
    undecided: plan.undecided.map(({ person, fields }) => ({ ...personJson(person), fields })),
  }
}

export function syncedJson({ plan, read, runId, end, activated, counts, outcomes }: Synced, names: SideNames): Json {
  return {
    runId,
    result: end,
    activated,
    read,
    counts,
    outcomes: outcomes.map((outcome) => outcomeJson(outcome)),
    ...attentionJson(plan, names),
  }
}

function personJson(person: Person): Json {
  return { side: person.side, id: person.id, person: displayName(person), email: person.fields.email ?? null }
}

function actionJson(action: Action): Json {
  return {
    kind: action.kind,
    side: action.side,
    person: displayName(action.source),
    ...idsOf(action),
    fields: changedFields(action).map((field) => ({
      field,
      label: fieldLabels[field],
      from: action.kind === 'update' ? maskField(action.before, field) : null,
      to: maskField(action.patch, field),
    })),
    ...leftOutJson(action),
  }
}

/** What a new person is created without. */
function leftOutJson(action: Action): Json {
  return action.kind === 'create' && action.leftOut.length > 0 ? { leftOut: action.leftOut } : {}
}

function outcomeJson(outcome: Outcome): Json {
  const { action, result } = outcome
  return {
    result,
    kind: action.kind,
    side: action.side,
    person: displayName(action.source),
    ...idsOf(action, 'id' in outcome ? outcome.id : undefined),
    fields: changedFields(action),
    ...('problem' in outcome ? { problem: outcome.problem } : {}),
    ...('warnings' in outcome ? { warnings: outcome.warnings } : {}),
    ...leftOutJson(action),
    ...('requestId' in outcome ? { requestId: outcome.requestId } : {}),
  }
}

function attentionJson(plan: Plan, names: SideNames): Json {
  return {
    heldBack: plan.heldBack.map((held) => ({
      ...personJson(held.person),
      reason: held.reason.kind,
      ...('fields' in held.reason ? { fields: held.reason.fields } : {}),
      ...('field' in held.reason ? { fields: [held.reason.field] } : {}),
      ...othersJson(held.reason),
      ...describeHeldBack(held, names),
    })),
    leftFields: plan.leftFields.map(({ huma, payroll, field, why }) => ({
      person: displayName(huma),
      humaId: huma.id,
      payrollId: payroll.id,
      field,
      reason: why.kind,
      message: describeLeftField(field, why, names),
    })),
    leftPeople: plan.leftPeople.map((left) => ({
      ...personJson(left.person),
      reason: left.why,
      message: describeLeftPerson(left, names),
    })),
    locked: plan.locked.map((person) => personJson(person)),
    linked: plan.linked.map(({ huma, payroll }) => ({
      person: displayName(huma),
      humaId: huma.id,
      payrollId: payroll.id,
    })),
  }
}

/** Who else has to do with it, so that a script need not read the message. */
function othersJson(reason: HeldBackReason): Json {
  switch (reason.kind) {
    case 'ambiguous':
      return { others: reason.sharedWith.map(personJson) }
    case 'twin':
      return { others: reason.twins.map(({ person, sharedBy }) => ({ ...personJson(person), sharedBy })) }
    case 'different-people':
      return { others: [personJson(reason.other)] }
    case 'in-use':
      return { others: [personJson(reason.by)] }
    default:
      return {}
  }
}
