import { z } from 'zod'
import { createVismaNetPayrollSandbox, type VismaNetPayrollSandbox } from '../../src/sandbox/visma-net-payroll.ts'
import { vismaNetPayroll } from '../../src/systems/visma-net-payroll/index.ts'
import { describeLive } from './live-suite.ts'

async function tokenOf({ app, secrets }: VismaNetPayrollSandbox): Promise<string> {
  const { clientId = '', clientSecret = '', tenantId = '' } = secrets
  const scope = 'visma_net_employee:employees:read visma_net_employee:employees:write'
  const form = { client_id: clientId, client_secret: clientSecret, tenant_id: tenantId, scope }
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...form })
  // Past the socket, so that nothing disturbs it.
  const answer = await app.request('/connect/token', { method: 'POST', body })
  return z.object({ access_token: z.string() }).parse(await answer.json()).access_token
}

let waited = 0
let latest: VismaNetPayrollSandbox

describeLive({
  system: vismaNetPayroll,
  basePath: '/v2',
  start({ people, now }) {
    waited = 0
    const sandbox = createVismaNetPayrollSandbox({ people, now: () => now() + waited })
    latest = sandbox
    const ids = sandbox.snapshot().map(({ id }) => id)
    // The suite sends positions without a salary, which only a draft may be without.
    const [, , draft = ''] = ids
    sandbox.edit(draft, { isDraft: true })
    const find = (id: string) => {
      const row = sandbox.snapshot().find((employee) => employee.id === id)
      if (!row) throw new RangeError('There is no such employee.')
      return row
    }
    return {
      sandbox,
      ids: () => ids,
      pieces(id) {
        const { positions, lastChange: _, ...employee } = find(id)
        const each = positions.flatMap(({ salaryInformation, ...position }) => [
          [`position ${position.id}`, position] as const,
          [`salary of ${position.id}`, salaryInformation] as const,
        ])
        return { employee, ...Object.fromEntries(each) }
      },
      positions: (id) =>
        find(id).positions.map(({ activeStart = '', activeEnd = null, partTimeFactors = [] }) => ({
          startDate: activeStart,
          endDate: activeEnd,
          percentage: partTimeFactors.findLast((one) => (one.activeStart ?? '') <= '2026-01-15')?.value ?? 0,
        })),
      salary(id, date) {
        const [position] = find(id).positions
        const entry = position?.salaryInformation?.find(
          ({ activeStart, activeEnd }) => (activeStart ?? '') <= date && date <= (activeEnd ?? '9999'),
        )
        const { contractSalaryType = '', monthlySalary, hourlySalary } = entry ?? {}
        return { [contractSalaryType]: contractSalaryType === 'hourly' ? hourlySalary : monthlySalary }
      },
    }
  },
  session() {
    const sandbox = latest
    let current: Promise<string> | undefined
    const fresh = () => tokenOf(sandbox)
    return {
      async sleep(milliseconds) {
        waited += milliseconds
      },
      accessToken: {
        get() {
          current ??= fresh()
          return current
        },
        renew() {
          current = fresh()
          return current
        },
      },
    }
  },
  positions: {
    occupationCode: '2411101',
    byHand: ['ended', 'deleted'],
  },
  salary: {
    dated: true,
    shown: ({ unit, amount }) => ({ [unit]: String(amount) }),
    cleared: { monthly: '42000' },
    byHandWithoutReference: ['deleted'],
    mayChange: /^salary of/,
  },
})
