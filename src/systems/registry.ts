import { HumaPayrollError } from '../errors.ts'
import { cronaLon } from './crona-lon/index.ts'
import { finago } from './finago/index.ts'
import { fortnox } from './fortnox/index.ts'
import { netvisor } from './netvisor/index.ts'
import type { PayrollSystem } from './system.ts'
import { tripletex } from './tripletex/index.ts'
import { unimicro } from './unimicro/index.ts'
import { vismaNetPayroll } from './visma-net-payroll/index.ts'
import { xledger } from './xledger/index.ts'

/** Every payroll system, in the order in which it is offered. */
export const systems: readonly PayrollSystem[] = [
  tripletex,
  vismaNetPayroll,
  fortnox,
  unimicro,
  cronaLon,
  netvisor,
  finago,
  xledger,
]

/** Throws kind `usage` where there is no such system. */
export function systemById(id: string): PayrollSystem {
  const found = systems.find((system) => system.id === id.toLowerCase())
  if (found) return found
  throw new HumaPayrollError('usage', `There is no payroll system "${id}".`, {
    hint: `Choose one of: ${systems.map((system) => system.id).join(', ')}`,
  })
}
