import type { FlowSystem } from './flow-systems.ts'
export const cronaLonFlow: FlowSystem = {} as never
export const fortnoxFlow: FlowSystem = {} as never
export const netvisorFlow: FlowSystem = {} as never
export const xledgerFlow: FlowSystem = {} as never
